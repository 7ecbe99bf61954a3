//! Where the made-up households live: the communes that Yên Châu district had in 2022, with invented villages, and how
//! the households spread over them. Owns no chance: the same number of households always spreads alike.

use super::name::People::{self, Hmong, Khmu, Kinh, Thai, XinhMun};

/// The province of every household.
pub const PROVINCE: &str = "Sơn La";
/// The district of every household.
pub const DISTRICT: &str = "Yên Châu";

/// A commune or the township. Names are real, all else is made up: zone, border, size, villages, shares of peoples.
#[derive(Debug)]
pub struct Commune {
    /// Name with its type where people write it so.
    pub name: &'static str,
    /// Whether it is the township: urban.
    pub town: bool,
    /// Difficulty zone, `1` to `3`.
    pub zone: &'static str,
    /// Whether it lies on the border.
    pub border: bool,
    /// Households among those of the district, relative.
    weight: u32,
    /// Invented villages, the largest first.
    villages: &'static [&'static str],
    /// Peoples of the households' heads, by weight.
    pub peoples: &'static [(People, u32)],
}

/// Every commune, in the order in which surveys list them.
pub const COMMUNES: [Commune; 15] = [
    Commune {
        name: "Thị trấn Yên Châu",
        town: true,
        zone: "1",
        border: false,
        weight: 9,
        villages: &["Tiểu khu 1", "Tiểu khu 2", "Tiểu khu 3", "Tiểu khu 4", "Tiểu khu 5", "Tiểu khu 6"],
        peoples: &[(Kinh, 70), (Thai, 28), (Khmu, 2)],
    },
    Commune {
        name: "Chiềng Đông",
        town: false,
        zone: "3",
        border: false,
        weight: 9,
        villages: &["Bản Hoa Mơ", "Bản Đông 1", "Bản Đông 2", "Bản Suối Bạc", "Bản Đồi Thông", "Bản Ruộng Dài"],
        peoples: &[(Thai, 80), (Khmu, 14), (Kinh, 6)],
    },
    Commune {
        name: "Sập Vạt",
        town: false,
        zone: "3",
        border: false,
        weight: 8,
        villages: &["Bản Cây Gạo", "Bản Sập 1", "Bản Sập 2", "Bản Bờ Suối", "Bản Mó Nước"],
        peoples: &[(Thai, 85), (Kinh, 10), (Khmu, 5)],
    },
    Commune {
        name: "Chiềng Sàng",
        town: false,
        zone: "1",
        border: false,
        weight: 6,
        villages: &["Bản Sàng 1", "Bản Sàng 2", "Bản Chiềng Cao", "Bản Vườn Xoài"],
        peoples: &[(Thai, 70), (Kinh, 30)],
    },
    Commune {
        name: "Chiềng Pằn",
        town: false,
        zone: "2",
        border: false,
        weight: 6,
        villages: &["Bản Pằn 1", "Bản Pằn 2", "Bản Bãi Cát", "Bản Cầu Treo"],
        peoples: &[(Thai, 88), (Kinh, 12)],
    },
    Commune {
        name: "Viêng Lán",
        town: false,
        zone: "1",
        border: false,
        weight: 4,
        villages: &["Bản Lán Trong", "Bản Lán Ngoài", "Bản Chợ Cũ"],
        peoples: &[(Thai, 82), (Kinh, 18)],
    },
    Commune {
        name: "Chiềng Hặc",
        town: false,
        zone: "3",
        border: false,
        weight: 8,
        villages: &["Bản Hặc 1", "Bản Hặc 2", "Bản Đá Trắng", "Bản Núi Gió", "Bản Suối Mây"],
        peoples: &[(Thai, 66), (Hmong, 20), (Khmu, 10), (Kinh, 4)],
    },
    Commune {
        name: "Mường Lựm",
        town: false,
        zone: "3",
        border: false,
        weight: 4,
        villages: &["Bản Lựm 1", "Bản Lựm 2", "Bản Thung Lũng"],
        peoples: &[(Thai, 75), (Hmong, 25)],
    },
    Commune {
        name: "Chiềng Khoi",
        town: false,
        zone: "2",
        border: false,
        weight: 5,
        villages: &["Bản Khoi 1", "Bản Khoi 2", "Bản Bên Hồ", "Bản Đập Mới"],
        peoples: &[(Thai, 92), (Kinh, 8)],
    },
    Commune {
        name: "Lóng Phiêng",
        town: false,
        zone: "3",
        border: true,
        weight: 7,
        villages: &["Bản Phiêng 1", "Bản Phiêng 2", "Bản Đồi Mận", "Bản Cột Mốc", "Bản Nương Cao"],
        peoples: &[(Hmong, 34), (Thai, 34), (Kinh, 20), (XinhMun, 12)],
    },
    Commune {
        name: "Tú Nang",
        town: false,
        zone: "3",
        border: false,
        weight: 10,
        villages: &["Bản Nang 1", "Bản Nang 2", "Bản Mỏ Vàng", "Bản Rừng Trám", "Bản Cốc Nước", "Bản Đèo Ngắn"],
        peoples: &[(Thai, 55), (Khmu, 20), (Hmong, 12), (Kinh, 8), (XinhMun, 5)],
    },
    Commune {
        name: "Chiềng Tương",
        town: false,
        zone: "3",
        border: true,
        weight: 4,
        villages: &["Bản Tương 1", "Bản Tương 2", "Bản Đá Vách", "Bản Khe Sâu"],
        peoples: &[(Hmong, 88), (XinhMun, 8), (Thai, 4)],
    },
    Commune {
        name: "Phiêng Khoài",
        town: false,
        zone: "3",
        border: true,
        weight: 11,
        villages: &["Bản Khoài 1", "Bản Khoài 2", "Bản Hồ Sen", "Bản Vườn Mận", "Bản Biên Cương", "Bản Sao Mai"],
        peoples: &[(Kinh, 32), (Thai, 26), (XinhMun, 24), (Hmong, 18)],
    },
    Commune {
        name: "Chiềng On",
        town: false,
        zone: "3",
        border: true,
        weight: 6,
        villages: &["Bản On 1", "Bản On 2", "Bản Nà Thung", "Bản Khe Nhỏ"],
        peoples: &[(XinhMun, 40), (Hmong, 32), (Thai, 28)],
    },
    Commune {
        name: "Yên Sơn",
        town: false,
        zone: "3",
        border: false,
        weight: 5,
        villages: &["Bản Sơn 1", "Bản Sơn 2", "Bản Đồi Chè", "Bản Lưng Đèo"],
        peoples: &[(Thai, 72), (Kinh, 14), (Khmu, 8), (Hmong, 6)],
    },
];

/// A village with its households, which are numbered on within the commune.
#[derive(Clone, Copy, Debug)]
pub struct Village {
    /// The commune's number from 1, part of household ids.
    pub commune_number: u32,
    /// The commune it belongs to.
    pub commune: &'static Commune,
    /// Its name.
    pub name: &'static str,
    /// Its number in the district from 0.
    pub number: u64,
    /// How many households of the commune come before it.
    pub before: u64,
    /// How many households it has; may be 0.
    pub households: u64,
}

/// Every village with its share of the households. From 15 households on no commune is without one.
pub fn villages(households: u64) -> Vec<Village> {
    let weights: Vec<u32> = COMMUNES.iter().map(|commune| commune.weight).collect();
    let mut villages: Vec<Village> = Vec::new();
    for ((commune, of_commune), commune_number) in COMMUNES.iter().zip(spread(households, &weights)).zip(1..) {
        let count = commune.villages.len() as u32;
        // Larger villages first: n+4, n+3, …
        let weights: Vec<u32> = (0..count).map(|i| count + 4 - i).collect();
        let mut before = 0;
        for (name, of_village) in commune.villages.iter().zip(spread(of_commune, &weights)) {
            let number = villages.len() as u64;
            villages.push(Village { commune_number, commune, name, number, before, households: of_village });
            before += of_village;
        }
    }
    villages
}

/// Splits `total` by weight: one each first where there is enough, the rest by weight; the parts add up to `total`.
fn spread(total: u64, weights: &[u32]) -> Vec<u64> {
    let each = u64::from(total >= weights.len() as u64);
    let rest = u128::from(total - each * weights.len() as u64);
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let mut seen = 0u128;
    let mut given = 0u128;
    weights
        .iter()
        .map(|weight| {
            seen += u128::from(*weight);
            let up_to = rest * seen / sum;
            let part = up_to - given;
            given = up_to;
            part as u64 + each
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn households_spread_over_all_communes_and_add_up() {
        for total in [0, 1, 14, 15, 16, 100, 1500, 1_000_000, u64::MAX] {
            let villages = villages(total);
            assert_eq!(villages.iter().map(|v| u128::from(v.households)).sum::<u128>(), u128::from(total));
            if total >= 15 {
                for commune in 1..=15 {
                    assert!(villages.iter().any(|v| v.commune_number == commune && v.households > 0), "{total}");
                }
            }
        }
    }

    #[test]
    fn one_township_is_urban_and_ten_communes_are_in_zone_three() {
        assert_eq!(COMMUNES.iter().filter(|c| c.town).count(), 1);
        assert_eq!(COMMUNES.iter().filter(|c| c.zone == "3").count(), 10);
        let names: std::collections::BTreeSet<_> = COMMUNES.iter().flat_map(|c| c.villages).collect();
        assert_eq!(names.len(), COMMUNES.iter().map(|c| c.villages.len()).sum::<usize>());
    }
}

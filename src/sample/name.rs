//! Names of people who do not exist: common syllables of each people, put together by chance. Never taken from a list.

use super::random::Random;

/// The people a household belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    /// The majority of the country.
    Kinh,
    /// The majority of the district.
    Thai,
    /// Highland villages.
    Hmong,
    /// Valleys and slopes.
    Khmu,
    /// Along the border.
    XinhMun,
}

/// Woman or man, girl or boy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Male.
    Male,
    /// Female.
    Female,
}

impl Sex {
    /// The code in surveys.
    pub const fn code(self) -> &'static str {
        match self {
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }

    /// The other one.
    pub const fn other(self) -> Sex {
        match self {
            Sex::Male => Sex::Female,
            Sex::Female => Sex::Male,
        }
    }
}

const KINH_SURNAMES: &[&str] = &["Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Bùi", "Vũ", "Đặng", "Ngô"];
const THAI_SURNAMES: &[&str] = &["Lò", "Hoàng", "Quàng", "Lừ", "Cầm", "Hà", "Mè", "Lường", "Vì", "Tòng"];
const HMONG_SURNAMES: &[&str] = &["Vàng", "Giàng", "Thào", "Mùa", "Sồng", "Tráng", "Hờ", "Lầu", "Sùng"];
const KHMU_SURNAMES: &[&str] = &["Cút", "Quàng", "Lò", "Moong", "Lữ"];
const XINH_MUN_SURNAMES: &[&str] = &["Vì", "Lò", "Lường", "Hoàng", "Vàng"];

const KINH_MEN: &[&str] = &["An", "Bình", "Cường", "Dũng", "Hải", "Hùng", "Long", "Minh", "Nam", "Sơn", "Tuấn", "Việt"];
const KINH_WOMEN: &[&str] = &["Chi", "Dung", "Giang", "Hà", "Hạnh", "Hoa", "Lan", "Mai", "Nga", "Thu", "Vân", "Yến"];
const THAI_MEN: &[&str] = &["Biên", "Chiến", "Đôi", "Hặc", "Inh", "Khụt", "Mấng", "Ơn", "Phanh", "Sươi", "Tiện", "Xôm"];
const THAI_WOMEN: &[&str] = &["Ánh", "Bó", "Chum", "Dọn", "Ín", "Lả", "Muôn", "Nọi", "Ón", "Pâng", "Sương", "Xuân"];
const HMONG_MEN: &[&str] = &["Chu", "Dơ", "Hồng", "Lử", "Nhà", "Páo", "Sếnh", "Súa", "Tủa", "Vừ"];
const HMONG_WOMEN: &[&str] = &["Chía", "Dợ", "Ganh", "Ka", "Mỷ", "Nhia", "Pà", "Sông", "Súa", "Xia"];
const KHMU_MEN: &[&str] = &["Dân", "Khăm", "Hiêng", "Ngoan", "Pản", "Thương", "Vinh"];
const KHMU_WOMEN: &[&str] = &["Bun", "Hương", "Kẹo", "Mày", "Nhọt", "Phương", "Xoan"];

impl People {
    /// The name as surveys write it.
    pub const fn title(self) -> &'static str {
        match self {
            People::Kinh => "Kinh",
            People::Thai => "Thái",
            People::Hmong => "Mông",
            People::Khmu => "Khơ Mú",
            People::XinhMun => "Xinh Mun",
        }
    }

    /// A family name.
    pub fn surname(self, random: &mut Random) -> &'static str {
        random.pick(match self {
            People::Kinh => KINH_SURNAMES,
            People::Thai => THAI_SURNAMES,
            People::Hmong => HMONG_SURNAMES,
            People::Khmu => KHMU_SURNAMES,
            People::XinhMun => XINH_MUN_SURNAMES,
        })
    }

    /// A whole name with that family name.
    pub fn name(self, surname: &str, sex: Sex, random: &mut Random) -> String {
        let (middle, given) = match (self, sex) {
            (People::Kinh, Sex::Male) => (random.pick(&["Văn", "Đức", "Quang"]), KINH_MEN),
            (People::Kinh, Sex::Female) => (random.pick(&["Thị", "Thị", "Thu"]), KINH_WOMEN),
            (People::Thai | People::XinhMun, Sex::Male) => ("Văn", THAI_MEN),
            (People::Thai | People::XinhMun, Sex::Female) => ("Thị", THAI_WOMEN),
            (People::Hmong, Sex::Male) => ("A", HMONG_MEN),
            (People::Hmong, Sex::Female) => ("Thị", HMONG_WOMEN),
            (People::Khmu, Sex::Male) => ("Văn", KHMU_MEN),
            (People::Khmu, Sex::Female) => ("Thị", KHMU_WOMEN),
        };
        format!("{surname} {middle} {}", random.pick(given))
    }
}

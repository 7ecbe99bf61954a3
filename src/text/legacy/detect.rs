//! Which old encoding texts are in, where no font says so: the one in which they are words people write in such files. Counts;
//! converts nothing.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{Legacy, Verdict, Words, is_accent};

/// Words of headers and names, in lower case, with blanks between.
const KNOWN: &str = " hộ họ tên và mã số xã thôn bản buôn ấp huyện tỉnh phường phố địa chỉ chủ nhân khẩu thành viên người năm \
    nữ giới tính tuổi ngày tháng dân tộc thái mông mường tày nùng dao ê đê gia đình nhập bình quân đầu nghèo cận không thoát \
    diện đối tượng phân loại kết quả rà soát điểm thiếu hụt chỉ số việc làm phụ thuộc dưỡng bảo hiểm tế trình độ giáo dục đi học \
    trẻ em chất lượng nhà ở tích nguồn nước sinh hoạt tiêu vệ sử dụng dịch vụ viễn thông phương tiện tiếp khu vực nông thị đô \
    quan hệ với vợ chồng mẹ bố cháu nguyễn trần lê phạm hoàng huỳnh vũ võ đặng bùi đỗ hồ ngô dương lý lò quàng cà giàng sùng \
    vàng thào lường hà đinh tòng văn đức hữu hạnh hùng dũng tuấn thủy hương hồng hòa bình đồng triệu có được của danh sách \
    cộng tổng theo đơn vị ghi chú ";

/// What texts speak for.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    tallies: [Tally; Legacy::ALL.len()],
    /// Words known as they stand, and words that are none.
    known: u32,
    odd: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Texts that make sense only in the encoding.
    legacy: u32,
    /// Texts that cannot be in it or make sense only as they stand.
    unicode: u32,
    /// Known words in what texts say in the encoding, and in the same texts as they stand.
    known: u32,
    known_as_shown: u32,
}

impl Tally {
    fn score(&self) -> u32 {
        3 * self.known + self.legacy
    }
}

impl Evidence {
    /// So many texts, and known words in them, decide; fewer may be chance.
    const ENOUGH: u32 = 2;

    /// Takes a text into account, for each encoding.
    pub fn observe(&mut self, shown: &str) {
        if shown.is_ascii() {
            return;
        }
        self.known += known_words(shown);
        self.odd += Words::of(shown).odd;
        if !may_be_shown(shown) {
            let letters = has_letters(shown);
            self.tallies.iter_mut().for_each(|tally| tally.unicode += u32::from(letters));
            return;
        }
        for encoding in Legacy::ALL {
            self.observe_as(encoding, shown);
        }
    }

    /// Takes a text into account for one encoding only.
    pub fn observe_as(&mut self, encoding: Legacy, shown: &str) {
        let tally = &mut self.tallies[encoding as usize];
        match encoding.weigh(shown) {
            Verdict::Same => {}
            Verdict::Unicode => tally.unicode += u32::from(has_letters(shown)),
            Verdict::Legacy(text) => {
                tally.legacy += 1;
                tally.known += known_words(&text);
                tally.known_as_shown += known_words(shown);
            }
            Verdict::Either(text) => {
                tally.known += known_words(&text);
                tally.known_as_shown += known_words(shown);
            }
        }
    }

    /// Takes a text into account that was in an encoding beyond doubt.
    pub fn converted(&mut self, encoding: Legacy) {
        self.tallies[encoding as usize].legacy += 1;
    }

    /// The encoding that the texts are in, or many of them; `None` if they make sense as they stand or in none by far.
    pub fn encoding(&self) -> Option<Legacy> {
        let enough = |tally: &Tally| {
            tally.legacy >= Self::ENOUGH && tally.known >= Self::ENOUGH && tally.known > 2 * tally.known_as_shown
        };
        let score = |encoding: Legacy| self.tallies[encoding as usize].score();
        let best = Legacy::ALL
            .into_iter()
            .filter(|&encoding| enough(&self.tallies[encoding as usize]))
            .max_by_key(|&encoding| score(encoding))?;
        let far = Legacy::ALL.into_iter().all(|other| other == best || score(best) > 2 * score(other));
        far.then_some(best)
    }

    /// Whether texts of a font are in the font's encoding, also those that make sense either way: people type Unicode into
    /// cells that still have an old font.
    pub fn font_is_meant(&self, encoding: Legacy) -> bool {
        let tally = &self.tallies[encoding as usize];
        tally.legacy > 0 || tally.unicode == 0
    }

    /// Whether some text makes sense only in an encoding.
    pub fn shows(&self, encoding: Legacy) -> bool {
        self.tallies[encoding as usize].legacy > 0
    }

    /// Whether the texts are known words as they stand and nothing else.
    pub fn is_plain(&self) -> bool {
        self.known >= Self::ENOUGH && self.odd == 0
    }
}

/// Whether a text has letters beyond ASCII.
fn has_letters(text: &str) -> bool {
    text.chars().any(|c| !c.is_ascii() && c.is_alphabetic())
}

/// Whether a program could show bytes of an old encoding as this text: no letter or accent that windows-1252 has not, as
/// nearly every Vietnamese text has one.
fn may_be_shown(text: &str) -> bool {
    // what compatibility forms make of the micro sign
    let may_be =
        |c: char| c == 'μ' || matches!(c, '\0'..='\u{ff}' | 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ' | 'Ÿ' | 'ƒ' | 'ˆ');
    text.chars().all(|c| may_be(c) || !(c.is_alphabetic() || is_accent(c)))
}

/// The words of [`KNOWN`].
static WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| KNOWN.split_whitespace().collect());

pub(super) fn known_words(text: &str) -> u32 {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_ascii());
    words.filter(|word| WORDS.contains(word.to_lowercase().as_str())).count() as u32
}

//! What the lists of posted households hold, column by column: the short one with a line a household, and the one of forms 14 and 15
//! with a line a member. One description for tables, files for programs and workbooks.

use super::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::survey::codebook::{Code, Title};
use crate::tabulate::posting::{Origin, Posted, PostedMember, Village};
use crate::text::Language;

/// What a list is of.
#[derive(Clone, Debug)]
pub struct Listing<'l> {
    /// The id of the class: `poor`, `near_poor`.
    pub class: &'l str,
    /// What the standard calls the class.
    pub class_title: &'l Title,
    /// Whether every member has a line, as on forms 14 and 15.
    pub members: bool,
    /// Whether it is known how households came on the list.
    pub origins: bool,
    /// Ids of columns of which the survey tells nothing.
    pub untold: &'l [&'l str],
    /// The codes of a member's relation to the head, with their names.
    pub relations: &'l [Code],
    /// The indicators, by number, with their names.
    pub indicators: &'l [(i64, &'l Title)],
    /// The language of all words but the national heading.
    pub language: Language,
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whether it is the first of its household.
    pub first: bool,
    /// A cell for each of the columns.
    pub cells: Vec<TableCell>,
}

/// Ids of the columns that are marked by a cross, in their order.
pub const FLAGS: [&str; 8] = [
    "merit",
    "no_working_capacity",
    "need_health",
    "need_education",
    "need_production",
    "need_credit",
    "need_housing",
    "need_other",
];

fn flags(household: &Posted) -> impl Iterator<Item = (&'static str, Option<bool>)> {
    let own = [household.merit, household.no_working_capacity].into_iter().chain(household.needs);
    FLAGS.into_iter().zip(own)
}

impl Listing<'_> {
    fn pick(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// The number of the form that lists every member.
    pub fn form(&self) -> &'static str {
        if self.class == "poor" { "15" } else { "14" }
    }

    /// What the list is called.
    pub fn title(&self) -> String {
        let class = self.class_title.in_language(self.language).to_lowercase();
        match (self.language, self.members) {
            (Language::Vi, true) => format!("Danh sách chi tiết {class}"),
            (Language::Vi, false) => format!("Danh sách {class}"),
            (Language::En, true) => format!("Members of {class} households"),
            (Language::En, false) => format!("List of {class} households"),
        }
    }

    /// Columns without those that say which village it is; `people` are those of printed lists.
    pub fn columns(&self, people: bool) -> Vec<TableColumn> {
        use ColumnKind::{Count, Number, Text};
        let mut columns = Vec::new();
        let mut add = |id: &str, group: (&'static str, &'static str), title: (&'static str, &'static str), kind| {
            let group = self.pick(group.0, group.1).to_owned();
            let optional = match id {
                "class" => 2,
                "ethnicity" => 4,
                id if FLAGS.contains(&id) => 6,
                _ => 0,
            };
            columns.push(TableColumn { group, optional, ..TableColumn::new(id, self.pick(title.0, title.1), kind) });
        };
        const ALONE: (&str, &str) = ("", "");
        if !self.members {
            add("head_no", ALONE, ("TT", "No"), Number);
            add("head_name", ALONE, ("Họ và tên chủ hộ", "Name of head"), Text);
            add("persons", ALONE, ("Nhân khẩu", "Persons"), Count);
            add("class", ALONE, ("Phân loại", "Class"), Text);
            add("deprivation_numbers", ALONE, ("Chỉ số thiếu hụt", "Deprivations"), Text);
            if !people {
                add("unknown_numbers", ALONE, ("Chỉ số chưa rõ", "Not known"), Text);
            }
            if self.origins || !people {
                add("class_origin", ALONE, ("Mới, tái, cũ", "New or old"), Text);
            }
            return columns;
        }
        add("head_no", ("Số thứ tự", "Number"), ("Chủ hộ", "Head"), Number);
        add("member_no", ("Số thứ tự", "Number"), ("Thành viên", "Member"), Number);
        add("name", ALONE, ("Họ và tên", "Name"), Text);
        if people {
            add("birth_year_male", ("Năm sinh", "Birth year"), ("Nam", "Male"), Number);
            add("birth_year_female", ("Năm sinh", "Birth year"), ("Nữ", "Female"), Number);
        } else {
            add("sex", ALONE, ("Giới tính", "Sex"), Text);
            add("birth_year", ALONE, ("Năm sinh", "Birth year"), Number);
        }
        add("ethnicity", ALONE, ("Dân tộc", "People"), Text);
        add("relation", ALONE, ("Quan hệ với chủ hộ", "Relation to head"), Text);
        if !people {
            add("class", ALONE, ("Phân loại", "Class"), Text);
        }
        add("class_origin", ALONE, ("Hộ mới, tái, cũ", "New or old"), Text);
        const NEED: (&str, &str) = ("Nhu cầu hỗ trợ", "Support needed");
        let heads = [
            (ALONE, ("Hộ có người có công", "With merit")),
            (ALONE, ("Hộ không có khả năng lao động", "Without working capacity")),
            (NEED, ("Y tế", "Health")),
            (NEED, ("Giáo dục", "Education")),
            (NEED, ("Sản xuất", "Production")),
            (NEED, ("Vay vốn", "Credit")),
            (NEED, ("Nhà ở", "Housing")),
            (NEED, ("Khác", "Other")),
        ];
        FLAGS.into_iter().zip(heads).for_each(|(id, (group, title))| add(id, group, title, Text));
        columns
    }

    /// The lines of a household, the `number`th of its village. In printed lists what is said of the household stands in its first
    /// line only.
    pub fn lines(&self, number: usize, household: &Posted, people: bool) -> Vec<Line> {
        if !self.members {
            return vec![Line { first: true, cells: self.short(number, household, people) }];
        }
        let members = household.members.iter().enumerate();
        members
            .map(|(at, member)| Line { first: at == 0, cells: self.long(number, household, at, member, people) })
            .collect()
    }

    fn short(&self, number: usize, household: &Posted, people: bool) -> Vec<TableCell> {
        let mut cells = vec![
            TableCell::Count(number as i64),
            TableCell::words(&household.head_name),
            household.persons.map_or(TableCell::Empty, TableCell::Count),
            TableCell::words(if people { self.class_title.in_language(self.language) } else { self.class }),
        ];
        let numbers = |certain: bool, separator: &str| {
            let own = household.deprivations.iter().filter(|own| own.certain == certain);
            TableCell::words(&own.map(|own| own.number.to_string()).collect::<Vec<_>>().join(separator))
        };
        if people {
            let nothing_told = household.deprivations.len() == self.indicators.len()
                && household.deprivations.iter().all(|own| !own.certain);
            let each = household.deprivations.iter();
            let each = each.map(|own| format!("{}{}", own.number, if own.certain { "" } else { "?" }));
            let each = each.collect::<Vec<_>>().join(", ");
            let none = self.pick("không", "none");
            cells.push(TableCell::words(match household.deprivations.is_empty() {
                true => none,
                false if nothing_told => "?",
                false => &each,
            }));
        } else {
            cells.extend([numbers(true, "|"), numbers(false, "|")]);
        }
        if self.origins || !people {
            cells.push(self.origin(household, people));
        }
        cells
    }

    fn long(
        &self,
        number: usize,
        household: &Posted,
        at: usize,
        member: &PostedMember,
        people: bool,
    ) -> Vec<TableCell> {
        let first = at == 0;
        let year = member.birth_year.map_or(TableCell::Empty, TableCell::Count);
        let own = |cell: TableCell| if first || !people { cell } else { TableCell::Empty };
        let relation = self.relations.iter().find(|code| code.id == member.relation);
        let relation =
            relation.filter(|_| people).map_or(member.relation.as_str(), |code| code.title.in_language(self.language));
        let mut cells =
            vec![own(TableCell::Count(number as i64)), TableCell::Count(at as i64 + 1), TableCell::words(&member.name)];
        if people {
            cells.extend(["male", "female"].map(|sex| match member.sex == sex {
                true => year.clone(),
                false => TableCell::Empty,
            }));
        } else {
            cells.extend([TableCell::words(&member.sex), year]);
        }
        cells.extend([TableCell::words(&member.ethnicity), TableCell::words(relation)]);
        if !people {
            cells.push(TableCell::words(self.class));
        }
        cells.push(own(self.origin(household, people)));
        cells.extend(flags(household).map(|(id, flag)| {
            own(match (flag, people) {
                (None, true) if self.untold.contains(&id) => TableCell::Empty,
                (None, true) => TableCell::words("?"),
                (None, false) => TableCell::Empty,
                (Some(true), true) => TableCell::words("x"),
                (Some(false), true) => TableCell::Empty,
                (Some(flag), false) => TableCell::Flag(flag),
            })
        }));
        cells
    }

    fn origin(&self, household: &Posted, people: bool) -> TableCell {
        let Some(origin) = household.origin else { return TableCell::Empty };
        if !people {
            return TableCell::words(origin.id());
        }
        let poor = self.class == "poor";
        TableCell::words(match origin {
            Origin::Old => self.pick("Cũ", "Old"),
            Origin::FallenBack if poor => self.pick("Tái nghèo", "Fallen back"),
            Origin::FallenBack => self.pick("Tái cận nghèo", "Fallen back"),
            Origin::New => self.pick("Mới", "New"),
            Origin::NewOrFallenBack => self.pick("Mới hoặc tái", "New or fallen back"),
            Origin::FromOtherClass if poor => self.pick("Từ hộ cận nghèo", "Was near-poor"),
            Origin::FromOtherClass => self.pick("Từ hộ nghèo", "Was poor"),
            Origin::MovedIn => self.pick("Chuyển đến", "Moved in"),
            Origin::SplitOff => self.pick("Tách hộ", "Split off"),
            Origin::Other => self.pick("Tăng khác", "Other"),
        })
    }

    /// What stands under a list.
    pub fn notes(&self, villages: &[&Village]) -> Vec<String> {
        let households = || villages.iter().flat_map(|village| &village.households);
        let mut notes = Vec::new();
        if !self.members {
            let each =
                self.indicators.iter().map(|(number, title)| format!("{number} {}", title.in_language(self.language)));
            let each = each.collect::<Vec<_>>().join("; ");
            notes.push(format!("{}: {each}", self.pick("Chỉ số thiếu hụt", "Deprivations")));
        }
        let open = households().any(|own| match self.members {
            false => own.deprivations.iter().any(|deprivation| !deprivation.certain),
            true => flags(own).any(|(id, flag)| flag.is_none() && !self.untold.contains(&id)),
        });
        if open {
            notes.push(self.pick("?: chưa rõ, vì thiếu câu trả lời", "?: not known, answers are missing").to_owned());
        }
        if self.members {
            let untold = self.columns(true).into_iter().filter(|column| self.untold.contains(&column.id.as_str()));
            let untold = untold.map(|column| match column.group.is_empty() {
                true => column.title,
                false => format!("{} / {}", column.group, column.title),
            });
            let untold = untold.collect::<Vec<_>>().join("; ");
            if !untold.is_empty() {
                notes.push(match self.language {
                    Language::Vi => format!("Dữ liệu không ghi: {untold}"),
                    Language::En => format!("The survey does not tell: {untold}"),
                });
            }
            let members = households().flat_map(|own| &own.members);
            let unplaced = members.filter(|member| member.birth_year.is_some() && member.sex.is_empty()).count();
            if unplaced > 0 {
                notes.push(match self.language {
                    Language::Vi => format!("Số người không ghi giới tính nên để trống năm sinh: {unplaced}"),
                    Language::En => {
                        format!("Members without a sex, whose birth year stands in neither column: {unplaced}")
                    }
                });
            }
        }
        notes
    }

    /// All villages below each other.
    pub fn table(&self, villages: &[Village], people: bool) -> Table {
        let mut columns = Vec::new();
        if !people {
            columns.push(TableColumn::new("upper", self.pick("Đơn vị cấp trên", "Upper unit"), ColumnKind::Text));
        }
        columns.push(TableColumn::new("commune", self.pick("Xã", "Commune"), ColumnKind::Text));
        columns.push(TableColumn::new("village", self.pick("Thôn, bản", "Village"), ColumnKind::Text));
        columns.extend(self.columns(people));
        let mut rows = Vec::new();
        for village in villages {
            for (household, number) in village.households.iter().zip(1..) {
                for (at, line) in self.lines(number, household, people).into_iter().enumerate() {
                    let unit = &village.home.unit;
                    // people see where a village begins
                    let mut row = match people {
                        true if number == 1 && at == 0 => {
                            vec![TableCell::words(&unit.commune), TableCell::words(&village.home.village)]
                        }
                        true => vec![TableCell::Empty, TableCell::Empty],
                        false => [&unit.upper, &unit.commune, &village.home.village]
                            .map(|name| TableCell::words(name))
                            .into(),
                    };
                    row.extend(line.cells);
                    rows.push(row);
                }
            }
        }
        let mut notes = self.notes(&villages.iter().collect::<Vec<_>>());
        let without = villages.iter().filter(|village| village.households.is_empty()).count();
        if without > 0 {
            notes.push(match self.language {
                Language::Vi => format!("Số thôn, bản không có hộ nào: {without}"),
                Language::En => format!("Villages without such households: {without}"),
            });
        }
        let id = match (self.class, self.members) {
            (class, false) => format!("{class}_households"),
            (class, true) => format!("{class}_members"),
        };
        let totals = if self.members { Vec::new() } else { vec![self.total(villages, columns.len())] };
        Table { id, title: self.title(), columns, rows, totals: if people { totals } else { Vec::new() }, notes }
    }

    fn total(&self, villages: &[Village], columns: usize) -> Vec<TableCell> {
        let households: usize = villages.iter().map(|village| village.households.len()).sum();
        let persons: Option<i64> = villages.iter().map(Village::persons).sum();
        let mut total = vec![
            TableCell::words(self.pick("Tổng cộng", "Total")),
            TableCell::Empty,
            TableCell::Count(households as i64),
            TableCell::Empty,
            persons.map_or(TableCell::Empty, TableCell::Count),
        ];
        total.resize(columns, TableCell::Empty);
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabulate::posting::Deprivation;

    fn listing<'l>(members: bool, poor: &'l Title, indicators: &'l [(i64, &'l Title)]) -> Listing<'l> {
        Listing {
            class: "poor",
            class_title: poor,
            members,
            origins: true,
            untold: &["need_other"],
            relations: &[],
            indicators,
            language: Language::En,
        }
    }

    fn household() -> Posted {
        let member = |name: &str, sex: &str, year: i64| PostedMember {
            name: name.into(),
            sex: sex.into(),
            birth_year: Some(year),
            ..PostedMember::default()
        };
        Posted {
            head_name: "Lò Văn A".into(),
            persons: Some(2),
            deprivations: [(1, true), (3, false)].map(|(number, certain)| Deprivation { number, certain }).into(),
            origin: Some(Origin::FallenBack),
            merit: Some(true),
            no_working_capacity: None,
            needs: [Some(true), Some(false), None, None, None, None],
            members: vec![member("Lò Văn A", "male", 1980), member("Lò Thị B", "", 1990)],
        }
    }

    /// A line as it is read: cells with a bar between.
    fn told(line: &Line) -> String {
        let word = |cell: &TableCell| match cell {
            TableCell::Text(text) => text.clone(),
            TableCell::Count(count) => count.to_string(),
            TableCell::Flag(flag) => u8::from(*flag).to_string(),
            _ => String::new(),
        };
        line.cells.iter().map(word).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_is_not_known_is_not_a_no() {
        let poor = Title { vi: "Hộ nghèo".into(), en: "Poor".into() };
        let indicators = [(1, &poor), (2, &poor), (3, &poor)];
        let short = listing(false, &poor, &indicators);
        let lines = |listing: &Listing<'_>, household: &Posted, people: bool| {
            listing.lines(7, household, people).iter().map(told).collect::<Vec<_>>()
        };
        let mut own = household();
        assert_eq!(lines(&short, &own, true), ["7|Lò Văn A|2|Poor|1, 3?|Fallen back"]);
        assert_eq!(lines(&short, &own, false), ["7|Lò Văn A|2|poor|1|3|fallen_back"]);
        own.deprivations = [1, 2, 3].map(|number| Deprivation { number, certain: false }).into();
        assert_eq!(lines(&short, &own, true), ["7|Lò Văn A|2|Poor|?|Fallen back"]);
        own.deprivations.clear();
        assert_eq!(lines(&short, &own, true), ["7|Lò Văn A|2|Poor|none|Fallen back"]);
        let long = listing(true, &poor, &indicators);
        assert_eq!(
            lines(&long, &household(), true),
            // the survey tells nothing of other support at all: a blank, not a row of question marks
            ["7|1|Lò Văn A|1980||||Fallen back|x|?|x||?|?|?|", "|2|Lò Thị B|||||||||||||"]
        );
        assert_eq!(
            lines(&long, &household(), false),
            [
                "7|1|Lò Văn A|male|1980|||poor|fallen_back|1||1|0||||",
                "7|2|Lò Thị B||1990|||poor|fallen_back|1||1|0||||",
            ]
        );
        for listing in [&short, &long] {
            for people in [true, false] {
                let columns = listing.columns(people).len();
                assert!(listing.lines(1, &household(), people).iter().all(|line| line.cells.len() == columns));
            }
        }
        let village = Village { households: vec![household()], ..Village::default() };
        assert_eq!(
            long.notes(&[&village]),
            [
                "?: not known, answers are missing",
                "The survey does not tell: Support needed / Other",
                "Members without a sex, whose birth year stands in neither column: 1",
            ]
        );
    }
}

//! Why a survey cannot be read, in words for the person who chose the files.

use crate::lang::Entity;
use crate::text::Language;

use super::codebook_file::entity_name;
use super::hint::KeyHint;
use super::source::ReadError;

/// A survey that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::En))]
pub enum SurveyError {
    /// A file cannot be read.
    Read(#[from] ReadError),
    /// No file was given.
    NoSource,
    /// No sheet of a file has any content.
    Empty {
        /// The file.
        file: String,
    },
    /// No sheet of a file has a header that is known.
    NothingKnown {
        /// The file.
        file: String,
        /// The headers found in its first rows, with the nearest spelling that is known and its field's id.
        headers: Vec<(String, Option<(String, String)>)>,
        /// Those among them that are known and are too few.
        known: Vec<String>,
        /// What could be its household ids.
        key: Option<KeyHint>,
    },
    /// The sheet has fields of an entity and no household id.
    NoKey {
        /// The sheet.
        place: SheetName,
        /// Whose fields.
        entity: Entity,
        /// Its headers that are not used.
        headers: Vec<String>,
        /// What could be its household ids.
        key: Option<KeyHint>,
    },
    /// Two sheets could both be the one with an entity's rows.
    TwoSheets {
        /// Which rows.
        entity: Entity,
        /// One.
        first: SheetName,
        /// The other.
        second: SheetName,
    },
    /// There is a sheet of members and none of households.
    MembersAlone {
        /// The sheet of members.
        place: SheetName,
        /// What could be its household ids, where it lists households as well.
        key: Option<KeyHint>,
    },
    /// The map names a sheet that no file has, or that is none of that entity.
    NoSuchSheet {
        /// Whose rows it should hold.
        entity: Entity,
        /// The name in the map.
        wanted: String,
        /// The sheets there are.
        known: Vec<SheetName>,
    },
    /// The numbers of a column are too small for the field's unit: thousands of đồng, say.
    UnitUnclear {
        /// The field's id.
        field: String,
        /// The sheet.
        place: SheetName,
        /// The column's header.
        header: String,
        /// Whose field it is.
        entity: Entity,
    },
    /// The map gives a field the same value in every row, and a column has it too.
    ConstantAndColumn {
        /// The field's id.
        field: String,
        /// The sheet.
        place: SheetName,
        /// The column's letters and header.
        column: String,
    },
}

/// A sheet by its file's and its own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName {
    /// As the user named it.
    pub file: String,
    /// May be empty (csv).
    pub sheet: String,
}

impl SheetName {
    fn text(&self, language: Language) -> String {
        match (self.sheet.is_empty(), language) {
            (true, _) => format!("`{}`", self.file),
            (false, Language::En) => format!("sheet `{}` of `{}`", self.sheet, self.file),
            (false, Language::Vi) => format!("trang tính `{}` của `{}`", self.sheet, self.file),
        }
    }
}

const fn rows_of(entity: Entity, language: Language) -> &'static str {
    match (entity, language) {
        (Entity::Household, Language::En) => "households",
        (Entity::Household, Language::Vi) => "hộ",
        (Entity::Member, Language::En) => "members",
        (Entity::Member, Language::Vi) => "thành viên",
    }
}

const fn table_of(entity: Entity) -> &'static str {
    match entity {
        Entity::Household => "[household]",
        Entity::Member => "[member]",
    }
}

/// How to say that households stand with their members under them.
fn list(header: &str, language: Language) -> String {
    match language {
        Language::Vi => format!(
            "nếu mỗi hộ có các thành viên ghi ngay bên dưới, thêm vào tệp ánh xạ (`--map`): `[[sheet]]`, `holds = \"list\"`, rồi dưới `[sheet.columns]`: `\"{header}\" = \"household_id\"`"
        ),
        Language::En => format!(
            "if households have their members under them, add to a map file (`--map`): `[[sheet]]`, `holds = \"list\"`, then under `[sheet.columns]`: `\"{header}\" = \"household_id\"`"
        ),
    }
}

impl SurveyError {
    /// What is wrong.
    pub fn message(&self, language: Language) -> String {
        let pick = |vi: String, en: String| match language {
            Language::Vi => vi,
            Language::En => en,
        };
        match self {
            SurveyError::Read(error) => error.message(language),
            SurveyError::NoSource => pick("không có tệp nào để đọc".into(), "there is no file to read".into()),
            SurveyError::Empty { file } => {
                pick(format!("`{file}` không có nội dung"), format!("`{file}` has no content"))
            }
            SurveyError::NothingKnown { file, known, .. } if !known.is_empty() => {
                let known = known.iter().map(|header| format!("`{header}`")).collect::<Vec<_>>().join(", ");
                pick(
                    format!("không đủ tiêu đề cột được nhận ra trong `{file}`: chỉ có {known}"),
                    format!("too few column headers of `{file}` are known: only {known}"),
                )
            }
            SurveyError::NothingKnown { file, .. } => pick(
                format!("không nhận ra tiêu đề cột nào trong `{file}`"),
                format!("no column header of `{file}` is known"),
            ),
            SurveyError::NoKey { place, entity, .. } => pick(
                format!("{} có cột của {} nhưng không có cột mã hộ", place.text(language), rows_of(*entity, language)),
                format!(
                    "{} has columns of {} and no column with the household id",
                    place.text(language),
                    rows_of(*entity, language)
                ),
            ),
            SurveyError::TwoSheets { entity, first, second } => pick(
                format!(
                    "{} và {} đều có thể là danh sách {}",
                    first.text(language),
                    second.text(language),
                    rows_of(*entity, language)
                ),
                format!(
                    "{} and {} could both be the list of {}",
                    first.text(language),
                    second.text(language),
                    rows_of(*entity, language)
                ),
            ),
            SurveyError::MembersAlone { place, .. } => pick(
                format!("{} là danh sách thành viên, nhưng không có danh sách hộ", place.text(language)),
                format!("{} lists members, and there is no list of households", place.text(language)),
            ),
            SurveyError::NoSuchSheet { entity, wanted, .. } => pick(
                format!("không có trang tính `{wanted}` với các dòng {}", rows_of(*entity, language)),
                format!("there is no sheet `{wanted}` with rows of {}", rows_of(*entity, language)),
            ),
            SurveyError::UnitUnclear { field, place, header, .. } => pick(
                format!(
                    "các số ở cột `{header}` của {} quá nhỏ đối với `{field}`: không rõ đơn vị",
                    place.text(language)
                ),
                format!(
                    "the numbers in column `{header}` of {} are too small for `{field}`: their unit is not clear",
                    place.text(language)
                ),
            ),
            SurveyError::ConstantAndColumn { field, place, column } => pick(
                format!("tệp ánh xạ đặt `{field}` là hằng số, nhưng {} đã có cột {column}", place.text(language)),
                format!("the map makes `{field}` a constant, and {} has it in column {column}", place.text(language)),
            ),
        }
    }

    /// What to do about it, each a line.
    pub fn help(&self, language: Language) -> Vec<String> {
        let pick = |vi: String, en: String| match language {
            Language::Vi => vi,
            Language::En => en,
        };
        let map_header = |table: &str, key: Option<&KeyHint>| match key {
            Some(KeyHint::Column(header)) if table == "[household.columns]" => pick(
                format!(
                    "nếu đó là mã hộ, thêm vào tệp ánh xạ (`--map`): `{table}` rồi `\"{header}\" = \"household_id\"`"
                ),
                format!(
                    "if that is the household's id, add to a map file (`--map`): `{table}`, then `\"{header}\" = \"household_id\"`"
                ),
            ),
            Some(KeyHint::List(header)) => list(header, language),
            Some(KeyHint::Title(title)) => pick(
                format!(
                    "`{title}` có thể chỉ là tựa đề: ghi trong tệp ánh xạ (`--map`) tiêu đề cột ở những dòng nào: `[[sheet]]` rồi `header_rows = [3, 4]`"
                ),
                format!(
                    "`{title}` may be no more than a title: say in a map file (`--map`) in which rows the header stands: `[[sheet]]`, then `header_rows = [3, 4]`"
                ),
            ),
            _ => pick(
                format!("ghi trong tệp ánh xạ (`--map`) cột nào là mã hộ: `{table}` rồi `\"…\" = \"household_id\"`"),
                format!(
                    "say in a map file (`--map`) which column is the household's id: `{table}`, then `\"…\" = \"household_id\"`"
                ),
            ),
        };
        let begin = pick(
            "`rasoat fields TỆP --write-map map.toml` viết sẵn tệp ánh xạ; `rasoat fields --codebook` liệt kê các trường".into(),
            "`rasoat fields FILE --write-map map.toml` begins a map file; `rasoat fields --codebook` lists the fields".into(),
        );
        match self {
            SurveyError::Read(error) => {
                Some(error.help(language)).filter(|help| !help.is_empty()).into_iter().collect()
            }
            SurveyError::NoSource | SurveyError::Empty { .. } => Vec::new(),
            SurveyError::NothingKnown { headers, key, .. } => {
                let mut lines = Vec::new();
                let found: Vec<String> = headers.iter().take(8).map(|(header, _)| format!("`{header}`")).collect();
                if !found.is_empty() {
                    let found = found.join(", ");
                    lines.push(pick(format!("tiêu đề đọc được: {found}"), format!("headers found: {found}")));
                }
                let is_key =
                    |header: &String| matches!(key, Some(KeyHint::Column(own) | KeyHint::List(own)) if own == header);
                for (header, near) in headers.iter().filter(|(header, _)| !is_key(header)) {
                    if let Some((word, field)) = near {
                        lines.push(pick(
                            format!("`{header}` gần giống `{word}` (trường `{field}`)"),
                            format!("`{header}` is near `{word}` (field `{field}`)"),
                        ));
                    }
                }
                lines.extend([map_header("[household.columns]", key.as_ref()), begin]);
                lines
            }
            SurveyError::NoKey { entity, headers, key, .. } => {
                let table = match entity {
                    Entity::Household => "[household.columns]",
                    Entity::Member => "[member.columns]",
                };
                let mut lines = Vec::new();
                if !headers.is_empty() {
                    let found: Vec<String> = headers.iter().take(8).map(|header| format!("`{header}`")).collect();
                    let found = found.join(", ");
                    lines.push(pick(format!("cột chưa dùng: {found}"), format!("columns not used: {found}")));
                }
                lines.extend([map_header(table, key.as_ref()), begin]);
                lines
            }
            SurveyError::TwoSheets { first, second, .. } if first.sheet.is_empty() || second.sheet.is_empty() => {
                vec![pick("chỉ dùng một trong hai".into(), "give only one of them".into())]
            }
            SurveyError::TwoSheets { entity, first, second } => {
                let line = format!("`{}`, `sheet = \"{}\"`", table_of(*entity), first.sheet);
                let left_out = format!("`[[sheet]]`, `name = \"{}\"`, `holds = \"nothing\"`", second.sheet);
                vec![
                    pick(
                        format!("chỉ dùng một trong hai, hoặc ghi trong tệp ánh xạ (`--map`): {line}"),
                        format!("give only one of them, or say in a map file (`--map`): {line}"),
                    ),
                    pick(
                        format!(
                            "nếu các trang tính khác cũng là danh sách {}, ghi trang nào không dùng: {left_out}",
                            rows_of(*entity, language)
                        ),
                        format!(
                            "if other sheets list {} too, say which one to leave out: {left_out}",
                            rows_of(*entity, language)
                        ),
                    ),
                ]
            }
            SurveyError::MembersAlone { key, .. } => {
                let other = pick(
                    "thêm tệp có danh sách hộ vào cùng lệnh".into(),
                    "give the file with the households in the same command".into(),
                );
                let list = match key {
                    Some(KeyHint::Column(header) | KeyHint::List(header)) => list(header, language),
                    _ => pick(
                        "nếu mỗi hộ có các thành viên ghi ngay bên dưới, thêm vào tệp ánh xạ (`--map`): `[[sheet]]`, `holds = \"list\"`".into(),
                        "if households have their members under them, add to a map file (`--map`): `[[sheet]]`, `holds = \"list\"`".into(),
                    ),
                };
                vec![other, list]
            }
            SurveyError::NoSuchSheet { known, .. } => {
                let names: Vec<String> = known.iter().map(|place| place.text(language)).collect();
                let names = names.join(", ");
                vec![pick(format!("các trang tính hiện có: {names}"), format!("sheets there are: {names}"))]
            }
            SurveyError::UnitUnclear { field, header, entity, .. } => vec![pick(
                format!(
                    "nếu là nghìn đồng, thêm vào tệp ánh xạ (--map): `[{}.columns]` rồi `\"{header}\" = {{ field = \"{field}\", unit = \"nghìn đồng\" }}`",
                    entity_name(*entity)
                ),
                format!(
                    "if they are thousands of đồng, add to a map file (--map): `[{}.columns]`, then `\"{header}\" = {{ field = \"{field}\", unit = \"nghìn đồng\" }}`",
                    entity_name(*entity)
                ),
            )],
            SurveyError::ConstantAndColumn { column, .. } => vec![pick(
                format!("bỏ hằng số, hoặc thêm tiêu đề của cột {column} vào `ignore`"),
                format!("drop the constant, or add the header of column {column} to `ignore`"),
            )],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_speaks_both_languages() {
        let place = SheetName { file: "a.xlsx".into(), sheet: "Hộ".into() };
        let entity = Entity::Household;
        for error in [
            SurveyError::NoSource,
            SurveyError::Empty { file: "a.csv".into() },
            SurveyError::NothingKnown {
                file: "a.csv".into(),
                headers: vec![("Ma hoo".into(), Some(("Mã hộ".into(), "household_id".into()))), ("x".into(), None)],
                known: Vec::new(),
                key: Some(KeyHint::Title("Danh sách".into())),
            },
            SurveyError::NoKey {
                place: place.clone(),
                entity,
                headers: vec!["Mã".into()],
                key: Some(KeyHint::Column("Mã".into())),
            },
            SurveyError::NoKey { place: place.clone(), entity, headers: vec![], key: None },
            SurveyError::TwoSheets { entity, first: place.clone(), second: place.clone() },
            SurveyError::MembersAlone { place: place.clone(), key: Some(KeyHint::List("Sổ".into())) },
            SurveyError::NoSuchSheet { entity, wanted: "B".into(), known: vec![place.clone()] },
            SurveyError::ConstantAndColumn { field: "area".into(), place, column: "C `KV`".into() },
        ] {
            let texts = [Language::En, Language::Vi].map(|language| (error.message(language), error.help(language)));
            assert_ne!(texts[0].0, texts[1].0);
            for text in texts.iter().flat_map(|(message, help)| std::iter::once(message).chain(help)) {
                assert!(!text.ends_with('.') && !text.starts_with(|c: char| c.is_uppercase()), "{text}");
            }
        }
    }
}

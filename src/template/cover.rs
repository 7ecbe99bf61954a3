//! The first sheet: what the workbook is for, how it is filled in, and what the standard looks at.

use crate::lang::{Entity, Type, Unit};
use crate::report::standard::amount;
use crate::rules::Rules;
use crate::rules::model::{Amount, Indicator, Parameter};
use crate::survey::codebook::FieldType;
use crate::text::Language;

use super::check::Check;
use super::words::{say, sheet_name, title, yes_no};
use super::{EntrySheet, Options};

/// A row of the first sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The workbook's title.
    Title(String),
    /// The title of a part.
    Heading(String),
    /// A warning.
    Strong(String),
    /// A sentence.
    Text(String),
    /// The heads of a table's columns.
    Head(Vec<String>),
    /// The title of the rows below it in a table.
    Group(String),
    /// A row of a table.
    Row(Vec<String>),
    /// A blank row.
    Blank,
}

/// The rows of the first sheet.
pub fn lines(rules: &Rules, options: &Options, sheets: &[EntrySheet]) -> Vec<Line> {
    let mut lines = Vec::new();
    let cover = Cover { rules, options, language: options.language };
    cover.standard(&mut lines);
    cover.how(sheets, &mut lines);
    cover.indicators(sheets, &mut lines);
    cover.classes(&mut lines);
    cover.parameters(&mut lines);
    lines
}

struct Cover<'a> {
    rules: &'a Rules,
    options: &'a Options,
    language: Language,
}

impl Cover<'_> {
    fn say(&self, vi: &str, en: &str) -> String {
        say(self.language, vi, en).to_owned()
    }

    fn standard(&self, lines: &mut Vec<Line>) {
        let (rules, language) = (self.rules, self.language);
        lines.push(Line::Title(title(language).to_owned()));
        lines.push(Line::Text(rules.title.in_language(language).to_owned()));
        let reference = rules.reference.in_language(language);
        lines.push(Line::Text(say(language, format!("Căn cứ: {reference}."), format!("Reference: {reference}."))));
        let day = |date: jiff::civil::Date| format!("{:02}/{:02}/{}", date.day(), date.month(), date.year());
        let (from, to) = (day(rules.valid_from), day(rules.valid_to));
        lines.push(Line::Text(match self.options.year {
            Some(year) => say(
                language,
                format!("Dùng cho đợt rà soát năm {year} (chuẩn áp dụng từ {from} đến {to})."),
                format!("For the review of {year} (the standard applies from {from} to {to})."),
            ),
            None => say(
                language,
                format!("Dùng cho các đợt rà soát từ {from} đến {to}."),
                format!("For reviews from {from} to {to}."),
            ),
        }));
        lines.extend(rules.incomplete.iter().map(|line| Line::Strong(line.in_language(language).to_owned())));
        if self.options.example {
            lines.push(Line::Strong(self.say(
                "Các hộ và thành viên có sẵn trong tệp này là hư cấu, chỉ để làm mẫu. Hãy xóa các dòng đó trước khi nhập.",
                "The households and members in this file are made up, to show how. Delete their rows before you begin.",
            )));
        }
        lines.push(Line::Blank);
    }

    fn how(&self, sheets: &[EntrySheet], lines: &mut Vec<Line>) {
        let language = self.language;
        let [households, members] =
            [Entity::Household, Entity::Member].map(|entity| format!("\"{}\"", sheet_name(entity, language)));
        let [yes, no] = yes_no(&self.rules.codebook, language);
        let with_members = sheets.iter().any(|sheet| sheet.entity == Entity::Member);
        lines.push(Line::Heading(self.say("Cách nhập", "How to fill in")));
        let mut steps = vec![say(
            language,
            format!("Trang {households}: mỗi hộ một dòng, ngay dưới hai dòng tiêu đề. Mỗi hộ có một mã riêng."),
            format!(
                "Sheet {households}: one row a household, right under the two header rows. Each household has an id of its own."
            ),
        )];
        if with_members {
            steps.push(say(
                language,
                format!("Trang {members}: mỗi người một dòng; ghi mã của hộ đúng như ở trang {households}."),
                format!("Sheet {members}: one row a person, with the household's id just as on sheet {households}."),
            ));
        }
        let units = self.unit_titles();
        if !units.is_empty() {
            steps.push(say(
                language,
                format!("Các cột đơn vị ({units}): ghi đủ ở mọi dòng, cùng một nơi thì ghi giống nhau."),
                format!("Units ({units}): on every row, the same place always spelt alike."),
            ));
        }
        steps.push(say(
            language,
            format!("Ô có danh sách: bấm mũi tên rồi chọn. Câu hỏi có hay không: chọn {yes} hoặc {no}."),
            format!("Cells with a list: click the arrow and choose. Questions of yes or no: {yes} or {no}."),
        ));
        steps.push(say(
            language,
            format!("Chưa biết thì để trống. Ô trống nghĩa là chưa biết, không có nghĩa là {no}."),
            format!("Leave blank what is not known. A blank is unknown, it is not {no}."),
        ));
        if self.asks(sheets, |ty| *ty == FieldType::Number(Unit::Money)) {
            steps.push(self.say(
                "Tiền ghi đủ bằng đồng, không ghi nghìn đồng. Nếu có nhiều cột thu nhập, chỉ cần ghi một cột đã biết.",
                "Money in full, in VND, not in thousands. Where several columns ask for the income, one is enough.",
            ));
        }
        let columns = || sheets.iter().flat_map(|sheet| sheet.columns.iter().map(move |column| (sheet, column)));
        let id = |sheet: &EntrySheet, field: usize| self.rules.codebook.fields(sheet.entity)[field].id.as_str();
        if columns().any(|(_, column)| matches!(column.check, Check::Date(..))) {
            steps.push(self.say(
                "Ngày ghi dạng dd/mm/yyyy, ví dụ 05/09/2022.",
                "Days as dd/mm/yyyy: 05/09/2022 is the fifth of September.",
            ));
        }
        let births = columns().filter(|(sheet, column)| {
            sheet.entity == Entity::Member && ["birth_date", "birth_year", "age"].contains(&id(sheet, column.field))
        });
        if births.count() > 1 {
            steps.push(self.say(
                "Tuổi: ghi ngày sinh; chỉ biết năm thì để trống ngày sinh và ghi năm sinh; không biết cả hai thì ghi tuổi.",
                "Age: the birth date; if only the year is known, leave the date blank and give the year; if neither, the age.",
            ));
        }
        if columns().any(|(sheet, column)| id(sheet, column.field) == super::columns::REVIEW_DATE) {
            steps.push(self.say(
                "Ghi ngày rà soát cho mọi hộ: tuổi và các mức chuẩn được tính tại ngày đó.",
                "Give every household the day of its review: ages and lines are taken on that day.",
            ));
        }
        if columns().any(|(sheet, column)| {
            sheet.entity == Entity::Household
                && self.rules.indicators.iter().any(|indicator| indicator.recorded == Some(column.field))
        }) {
            steps.push(self.say(
                "Nhóm cột thiếu hụt đã ghi nhận: chỉ ghi khi không có câu trả lời chi tiết ở các cột trước.",
                "Deprivations as recorded: only where the columns before them have no answers.",
            ));
        }
        steps.push(self.say(
            "Không sửa hai dòng tiêu đề. Có thể ẩn hoặc xóa cột không dùng, đổi thứ tự cột, thêm dòng ở cuối.",
            "Leave the two header rows as they are. Columns may be hidden, deleted or moved, rows added at the end.",
        ));
        lines.extend((1..).zip(steps).map(|(number, step)| Line::Text(format!("{number}. {step}"))));
        lines.push(Line::Blank);
    }

    /// The titles of the unit columns.
    fn unit_titles(&self) -> String {
        let codebook = &self.rules.codebook;
        let asked = super::columns::groups(self.rules, Entity::Household, self.options);
        let asked: Vec<usize> = asked.into_iter().flat_map(|group| group.fields).collect();
        let units = codebook.layout.units.iter();
        let fields = units.filter_map(|unit| codebook.position(Entity::Household, &unit.field));
        let titles = fields.filter(|field| asked.contains(field));
        let titles = titles.map(|field| codebook.household[field].title.in_language(self.language).to_lowercase());
        titles.collect::<Vec<_>>().join(", ")
    }

    fn asks(&self, sheets: &[EntrySheet], wanted: impl Fn(&FieldType) -> bool) -> bool {
        sheets.iter().any(|sheet| {
            let fields = self.rules.codebook.fields(sheet.entity);
            sheet.columns.iter().any(|column| wanted(&fields[column.field].ty))
        })
    }

    fn indicators(&self, sheets: &[EntrySheet], lines: &mut Vec<Line>) {
        let (rules, language) = (self.rules, self.language);
        if rules.indicators.is_empty() {
            return;
        }
        lines.push(Line::Heading(self.say("Các chỉ số thiếu hụt", "Deprivation indicators")));
        lines.push(Line::Head(say(
            language,
            vec!["Số".into(), "Chỉ số".into(), "Các cột dùng để tính".into(), "Căn cứ".into()],
            vec!["No.".into(), "Indicator".into(), "Columns it is computed from".into(), "Reference".into()],
        )));
        let mut dimension = None;
        for indicator in &rules.indicators {
            if dimension != Some(indicator.dimension) {
                dimension = Some(indicator.dimension);
                let title = rules.dimensions[indicator.dimension].title.in_language(language);
                lines.push(Line::Group(say(language, format!("Chiều: {title}"), format!("Dimension: {title}"))));
            }
            lines.push(Line::Row(vec![
                indicator.number.to_string(),
                indicator.title.in_language(language).to_owned(),
                self.columns_of(indicator, sheets),
                indicator.source.reference.in_language(language).to_owned(),
            ]));
        }
        lines.push(Line::Blank);
    }

    /// The titles of the columns an indicator is computed from, a line a sheet. With the sheet's name before them, so that
    /// no cell here is a column's title alone: this sheet is not to be taken for data.
    fn columns_of(&self, indicator: &Indicator, sheets: &[EntrySheet]) -> String {
        let reached = super::columns::reached(self.rules, indicator);
        let of_sheet = |sheet: &EntrySheet| {
            let fields = self.rules.codebook.fields(sheet.entity);
            let columns = sheet.columns.iter().filter(|column| reached.has(sheet.entity, column.field));
            let titles: Vec<&str> =
                columns.map(|column| fields[column.field].title.in_language(self.language)).collect();
            (!titles.is_empty()).then(|| format!("{}: {}", sheet.name, titles.join("; ")))
        };
        sheets.iter().filter_map(of_sheet).collect::<Vec<_>>().join("\n")
    }

    fn classes(&self, lines: &mut Vec<Line>) {
        let language = self.language;
        lines.push(Line::Heading(self.say("Các phân loại, theo thứ tự xét", "Classes, in the order they are tried")));
        for (number, class) in (1..).zip(&self.rules.classes) {
            lines.push(Line::Row(vec![
                number.to_string(),
                class.title.in_language(language).to_owned(),
                String::new(),
                class.source.reference.in_language(language).to_owned(),
            ]));
        }
        lines.push(Line::Blank);
    }

    /// A parameter's value; by code where it is split, each on its line.
    fn amount(&self, parameter: &Parameter, value: &Amount) -> Option<String> {
        let language = self.language;
        let Type::Number(unit) = parameter.ty else { return None };
        Some(match value {
            Amount::One(number) => amount(*number, unit, language),
            Amount::Missing(why) => why.in_language(language).to_owned(),
            Amount::PerCode(numbers) => {
                let Some(Type::Code(list)) = parameter.by.as_ref().map(|by| &by.ty) else { return None };
                let field = self.rules.codebook.household.iter().find(|field| field.id == list.name);
                let title = |id: &String| {
                    let code = field.and_then(|field| field.codes.iter().find(|code| code.id == *id));
                    code.map_or_else(|| id.clone(), |code| code.title.in_language(language).to_owned())
                };
                let each = list.codes.iter().zip(numbers);
                let each = each.map(|(code, number)| format!("{}: {}", title(code), amount(*number, unit, language)));
                each.collect::<Vec<_>>().join("\n")
            }
        })
    }

    /// The lines and points of the standard, in the review's year.
    fn parameters(&self, lines: &mut Vec<Line>) {
        let (rules, language) = (self.rules, self.language);
        let of_year = |from: i16, to: i16| self.options.year.is_none_or(|year| from <= year && year <= to);
        let mut rows = Vec::new();
        for parameter in &rules.parameters {
            for value in parameter.values.iter().filter(|value| of_year(value.from.year(), value.to.year())) {
                let Some(amount) = self.amount(parameter, &value.amount) else { continue };
                let title = parameter.title.in_language(language).to_owned();
                let reference = parameter.source.reference.in_language(language).to_owned();
                rows.push(Line::Row(vec![String::new(), title, amount, reference]));
            }
        }
        if !rows.is_empty() {
            lines.push(Line::Heading(self.say("Các mức và điểm của chuẩn", "Lines and points of the standard")));
            lines.append(&mut rows);
        }
    }
}

//! A standard as a document to read beside the law: every value with its article and how sure it is.

use std::fmt::Write as _;

use crate::lang::{Entity, Exact, Type, Unit};
use crate::rules::Rules;
use crate::rules::model::{Amount, Precedence, Source, Verified};
use crate::survey::codebook::Title;
use crate::text::Language;

use super::value::code_title;
use super::words;

/// The document as Markdown that is also readable as it stands.
pub fn document(rules: &Rules, language: Language) -> String {
    let mut out = String::new();
    let mut writer = Writer { rules, language, out: &mut out };
    // writing to a string does not fail
    let _ = writer.all();
    out
}

struct Writer<'a> {
    rules: &'a Rules,
    language: Language,
    out: &'a mut String,
}

impl Writer<'_> {
    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    fn title<'t>(&self, title: &'t Title) -> &'t str {
        title.in_language(self.language)
    }

    fn all(&mut self) -> std::fmt::Result {
        let rules = self.rules;
        writeln!(self.out, "# {}\n", self.title(&rules.title))?;
        writeln!(self.out, "- {}: `{}`", self.say("mã", "id"), rules.id)?;
        let (from, to) = (rules.valid_from, rules.valid_to);
        writeln!(self.out, "- {}: {from} – {to}", self.say("thời gian áp dụng", "applies"))?;
        writeln!(self.out, "- {}: {}", self.say("văn bản", "reference"), self.title(&rules.reference))?;
        let precedence = match rules.precedence {
            Precedence::Computed => self.say(
                "giá trị tính từ câu trả lời được ưu tiên hơn giá trị ghi sẵn",
                "what is computed from answers decides over what is recorded",
            ),
            Precedence::Recorded => self.say(
                "giá trị ghi sẵn được ưu tiên hơn giá trị tính từ câu trả lời",
                "what is recorded decides over what is computed from answers",
            ),
        };
        writeln!(self.out, "- {}: {precedence}", self.say("khi hai giá trị khác nhau", "where they disagree"))?;
        for line in &rules.incomplete {
            writeln!(self.out, "- {}: {line}", self.say("CHƯA ĐẦY ĐỦ", "INCOMPLETE"), line = self.title(line))?;
        }
        let marks = self.say(
            "Mỗi giá trị ghi kèm điều khoản và mức độ kiểm chứng: [chính thức] đã đọc trong văn bản luật, [nguồn thứ cấp] đọc trong nguồn khác, [chưa kiểm chứng].",
            "Each value names its article and how sure it is: [official] read in the text of the law, [secondary] in another source, [unverified].",
        );
        writeln!(self.out, "\n{marks}")?;
        self.classes()?;
        self.parameters()?;
        self.indicators()?;
        self.settings()?;
        self.variables()?;
        self.checks()
    }

    fn heading(&mut self, vi: &'static str, en: &'static str) -> std::fmt::Result {
        let heading = self.say(vi, en);
        writeln!(self.out, "\n## {heading}\n")
    }

    fn source(&mut self, source: &Source) -> std::fmt::Result {
        let mark = verified_word(source.verified, self.language);
        writeln!(self.out, "   {} [{mark}]", source.reference.in_language(self.language))
    }

    fn classes(&mut self) -> std::fmt::Result {
        self.heading("Phân loại, theo thứ tự", "Classes, in order")?;
        for (index, class) in self.rules.classes.iter().enumerate() {
            let poverty =
                if class.poverty { self.say(" (nghèo đa chiều)", " (multidimensionally poor)") } else { "" };
            writeln!(self.out, "{}. `{}` — {}{poverty}", index + 1, class.id, self.title(&class.title))?;
            writeln!(self.out, "   {}: `{}`", self.say("khi", "when"), class.when)?;
            self.source(&class.source)?;
        }
        Ok(())
    }

    fn parameters(&mut self) -> std::fmt::Result {
        if self.rules.parameters.is_empty() {
            return Ok(());
        }
        self.heading("Mức chuẩn", "Values")?;
        for parameter in &self.rules.parameters {
            writeln!(self.out, "- `{}` — {}", parameter.id, self.title(&parameter.title))?;
            let Type::Number(unit) = parameter.ty else { continue };
            for value in &parameter.values {
                let amount = match &value.amount {
                    Amount::One(number) => amount(*number, unit, self.language),
                    Amount::Missing(why) => format!("{}: {}", self.say("CHƯA CÓ", "MISSING"), self.title(why)),
                    Amount::PerCode(numbers) => {
                        let Some(Type::Code(list)) = parameter.by.as_ref().map(|by| &by.ty) else { continue };
                        let codes = list.codes.iter().zip(numbers);
                        let each = codes.map(|(code, number)| {
                            let code = code_title(list, code, self.rules, self.language);
                            format!("{code} {}", amount(*number, unit, self.language))
                        });
                        each.collect::<Vec<_>>().join(", ")
                    }
                };
                writeln!(self.out, "   {} – {}: {amount}", value.from, value.to)?;
            }
            self.source(&parameter.source)?;
        }
        Ok(())
    }

    fn indicators(&mut self) -> std::fmt::Result {
        self.heading("Các chỉ số thiếu hụt", "Deprivation indicators")?;
        let mut dimension = None;
        for indicator in &self.rules.indicators {
            if dimension != Some(indicator.dimension) {
                dimension = Some(indicator.dimension);
                let title = self.title(&self.rules.dimensions[indicator.dimension].title);
                writeln!(self.out, "{title}:")?;
            }
            writeln!(self.out, "{}. `{}` — {}", indicator.number, indicator.id, self.title(&indicator.title))?;
            match (&indicator.deprived_when, &indicator.missing) {
                (Some(when), _) => {
                    writeln!(self.out, "   {}: `{when}`", self.say("thiếu hụt khi", "deprived when"))?;
                }
                (None, why) => {
                    let why = why.as_ref().map_or("", |why| self.title(why));
                    writeln!(self.out, "   {}: {why}", self.say("CHƯA CÓ NGƯỠNG", "THRESHOLD MISSING"))?;
                }
            }
            if let Some(field) = indicator.recorded {
                let id = &self.rules.codebook.household[field].id;
                writeln!(self.out, "   {}: `{id}`", self.say("ghi sẵn ở trường", "recorded in field"))?;
            }
            self.source(&indicator.source)?;
        }
        Ok(())
    }

    fn settings(&mut self) -> std::fmt::Result {
        if self.rules.settings.is_empty() {
            return Ok(());
        }
        self.heading("Những điểm luật để ngỏ (chọn bằng `--set`)", "Open questions of the law (choose with `--set`)")?;
        for setting in &self.rules.settings {
            writeln!(self.out, "- `{}` — {}", setting.id, self.title(&setting.title))?;
            let default = self.say(" (mặc định)", " (default)");
            for choice in &setting.choices {
                let mark = if choice.answer == setting.default { default } else { "" };
                let title = self.title(&choice.title);
                writeln!(self.out, "   - `{}={}`{mark}: {title}", setting.id, choice.answer.word)?;
            }
            if setting.choices.is_empty() {
                writeln!(self.out, "   - `{}={}`{default}", setting.id, setting.default.word)?;
            }
            self.source(&setting.source)?;
        }
        Ok(())
    }

    fn variables(&mut self) -> std::fmt::Result {
        if self.rules.variables.is_empty() {
            return Ok(());
        }
        self.heading("Giá trị được tính", "Derived values")?;
        for variable in &self.rules.variables {
            let whose = match variable.entity {
                Entity::Household => "",
                Entity::Member => self.say(" (thành viên)", " (member)"),
            };
            let title = self.title(&variable.title);
            let dash = if title.is_empty() { "" } else { " — " };
            writeln!(self.out, "- `{}`{whose}{dash}{title}", variable.id)?;
            writeln!(self.out, "   = `{}`", variable.value)?;
            if let Some(source) = &variable.source {
                self.source(source)?;
            }
        }
        Ok(())
    }

    fn checks(&mut self) -> std::fmt::Result {
        if self.rules.checks.is_empty() {
            return Ok(());
        }
        self.heading("Đối chiếu dữ liệu", "Comparisons of the data")?;
        for check in &self.rules.checks {
            let decides = if check.left_decides { &check.left } else { &check.right };
            writeln!(self.out, "- `{}` — {}", check.id, self.title(&check.title))?;
            let (left, right) = (&check.left, &check.right);
            match self.language {
                Language::Vi => writeln!(self.out, "   `{left}` = `{right}`; khi khác nhau thì dùng `{decides}`")?,
                Language::En => writeln!(self.out, "   `{left}` = `{right}`; `{decides}` decides")?,
            }
        }
        Ok(())
    }
}

/// A parameter's value with its unit.
pub fn amount(number: Exact, unit: Unit, language: Language) -> String {
    let unit = match (unit, language) {
        (Unit::Money, Language::Vi) => " đồng",
        (Unit::Money, Language::En) => " VND",
        (Unit::Area, _) => " m²",
        (Unit::Points, Language::Vi) => " điểm",
        (Unit::Points, Language::En) => " points",
        (Unit::Age, Language::Vi) => " tuổi",
        (Unit::Age, Language::En) => " years",
        _ => "",
    };
    format!("{}{unit}", words::number(number, true, language))
}

/// How sure a value is, for people.
pub fn verified_word(verified: Verified, language: Language) -> &'static str {
    match (verified, language) {
        (Verified::Official, Language::Vi) => "chính thức",
        (Verified::Official, Language::En) => "official",
        (Verified::Secondary, Language::Vi) => "nguồn thứ cấp",
        (Verified::Secondary, Language::En) => "secondary",
        (Verified::Unverified, Language::Vi) => "chưa kiểm chứng",
        (Verified::Unverified, Language::En) => "unverified",
    }
}

//! Why a household has its class, as a text to read and as data.

use serde::Serialize;

use crate::text::Language;

/// Everything said of one household. Texts are in the language asked for; as data, ids and values are machine words, as a
/// text they are words for people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Explanation {
    /// The household's id.
    pub household_id: String,
    /// File, sheet and row.
    pub place: String,
    /// The standard and the review.
    pub standard: String,
    /// Class id, `undetermined` or `rejected`.
    pub class: String,
    /// For people.
    pub class_title: String,
    /// The possible classes.
    pub possible_classes: Vec<String>,
    /// What told the income; empty for nothing.
    pub basis: String,
    /// The rule of each class in order, up to the one that holds.
    pub classes: Vec<Rule>,
    /// The indicators in the order of their numbers.
    pub indicators: Vec<IndicatorRule>,
    /// Missing answers that would narrow the possible classes.
    pub would_decide: Vec<Missing>,
    /// Missing answers that matter where none decides alone; only then.
    pub matter_together: Vec<Missing>,
    /// Single changes that would give another class.
    pub would_change: Vec<Changed>,
    /// Data problems of the household and its members.
    pub problems: Vec<String>,
    /// The answers the standard looks at, as they were understood.
    pub inputs: Vec<Input>,
}

/// An answer as it was understood.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// `household`, or the member's number as `member 3`.
    pub of: String,
    /// The field.
    pub field: String,
    /// Its value; empty where it is unknown.
    pub value: String,
    /// The cell.
    pub cell: String,
}

/// A rule and how it comes out.
#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    /// Id of the class.
    pub id: String,
    /// For people.
    pub title: String,
    /// The condition.
    pub when: String,
    /// `true`, `false` or `unknown`.
    pub value: String,
    /// The article and how sure it is.
    pub reference: String,
    /// What decided it.
    pub because: Vec<Line>,
}

/// An indicator and how it comes out.
#[derive(Clone, Debug, Serialize)]
pub struct IndicatorRule {
    /// Number on official forms.
    pub number: i64,
    /// Id.
    pub id: String,
    /// For people.
    pub title: String,
    /// `true`, `false` or `unknown`.
    pub deprived: String,
    /// From raw answers: `true`, `false` or `unknown`.
    pub computed: String,
    /// As recorded, with its cell: `true`, `false` or `unknown`.
    pub recorded: String,
    /// Where it is recorded; empty where the survey has no such column.
    pub recorded_cell: String,
    /// The condition; empty where the threshold is missing.
    pub when: String,
    /// The article and how sure it is.
    pub reference: String,
    /// What decided the computed value.
    pub because: Vec<Line>,
}

/// A named value or a member, and what decided it in turn.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// `income_month`, or `member 3`.
    pub name: String,
    /// Its value; empty where it is unknown.
    pub value: String,
    /// The cell it stands in; empty for computed values.
    pub cell: String,
    /// Article and mark of a value of the standard.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reference: String,
    /// In turn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Line>,
}

/// A missing answer, and what each answer would give.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    /// Field, with the member where it is one's.
    pub answer: String,
    /// Where it would stand.
    pub cell: String,
    /// `(answer or range of answers, the classes then possible)`.
    pub effects: Vec<(String, Vec<String>)>,
}

/// A changed answer, and what it would give.
#[derive(Clone, Debug, Serialize)]
pub struct Changed {
    /// Field, with the member where it is one's.
    pub answer: String,
    /// Where it stands.
    pub cell: String,
    /// As it is.
    pub from: String,
    /// As it would be.
    pub to: String,
    /// The classes then possible.
    pub possible_classes: Vec<String>,
}

/// The explanation as text, about as wide as a page.
pub fn render(explanation: &Explanation, language: Language) -> String {
    let say = |vi: &'static str, en: &'static str| match language {
        Language::Vi => vi,
        Language::En => en,
    };
    let truth = |word: &str| match word {
        "true" => say("có", "yes"),
        "false" => say("không", "no"),
        _ => say("chưa rõ", "unknown"),
    };
    let e = explanation;
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(text.trim_end());
        out.push('\n');
    };
    line(format!("{} {} ({})", say("Hộ", "Household"), e.household_id, e.place));
    line(e.standard.clone());
    line(String::new());
    line(format!("{}: {} ({})", say("Phân loại", "Class"), e.class_title, e.class));
    if e.possible_classes.len() != 1 {
        line(format!("{}: {}", say("Có thể là", "Possible"), e.possible_classes.join(", ")));
    }
    if !e.basis.is_empty() {
        line(format!("{}: {}", say("Căn cứ thu nhập", "Income told by"), e.basis));
    }
    for problem in &e.problems {
        line(format!("! {problem}"));
    }
    for rule in &e.classes {
        line(String::new());
        line(format!("{} ({}): {}", rule.title, rule.id, truth(&rule.value)));
        line(format!("  {} {}", say("khi", "when"), rule.when));
        line(format!("  {}", rule.reference));
        tree(&rule.because, 2, say, &mut line);
    }
    line(String::new());
    line(say("Câu trả lời đã đọc", "Answers as they were read").to_owned());
    let mut of = "";
    for input in &e.inputs {
        if input.of != of {
            of = &input.of;
            line(format!("  {of}"));
        }
        let value = if input.value.is_empty() { say("chưa rõ", "unknown") } else { &input.value };
        line(format!("    {} = {value}{}", input.field, cell(&input.cell)));
    }
    line(String::new());
    line(say("Các chỉ số thiếu hụt", "Deprivation indicators").to_owned());
    for rule in &e.indicators {
        line(String::new());
        let mark = match rule.deprived.as_str() {
            "true" => say("THIẾU HỤT", "DEPRIVED"),
            "false" => say("không thiếu hụt", "not deprived"),
            _ => say("CHƯA RÕ", "UNKNOWN"),
        };
        line(format!("{:>2} {} ({}): {mark}", rule.number, rule.title, rule.id));
        if rule.when.is_empty() {
            line(format!(
                "   {}",
                say("bộ quy tắc chưa có ngưỡng thiếu hụt này", "the rules have no threshold for it")
            ));
        } else {
            line(format!("   {} {}", say("thiếu hụt khi", "deprived when"), rule.when));
            line(format!("   {}: {}", say("tính từ câu trả lời", "computed from answers"), truth(&rule.computed)));
        }
        if !rule.recorded_cell.is_empty() {
            let recorded = truth(&rule.recorded);
            line(format!("   {}: {recorded}  [{}]", say("ghi sẵn", "recorded"), rule.recorded_cell));
        }
        line(format!("   {}", rule.reference));
        tree(&rule.because, 3, say, &mut line);
    }
    if !e.would_decide.is_empty() {
        line(String::new());
        line(
            say("Câu trả lời còn thiếu, nếu có sẽ quyết định kết quả", "Missing answers that would decide").to_owned(),
        );
        for missing in &e.would_decide {
            line(format!("  {}{}", missing.answer, cell(&missing.cell)));
            for (answer, classes) in &missing.effects {
                line(format!("     {answer} → {}", classes.join(", ")));
            }
        }
    }
    if !e.matter_together.is_empty() {
        line(String::new());
        let words = say(
            "Không câu trả lời nào quyết định một mình; những câu trả lời còn thiếu có ảnh hưởng",
            "No single answer decides; the missing answers that matter",
        );
        line(words.to_owned());
        for missing in &e.matter_together {
            line(format!("  {}{}", missing.answer, cell(&missing.cell)));
        }
    }
    if !e.would_change.is_empty() {
        line(String::new());
        line(
            say(
                "Thay đổi nhỏ nhất của một câu trả lời làm đổi kết quả",
                "Smallest change of a single answer that would change the result",
            )
            .to_owned(),
        );
        for change in &e.would_change {
            let classes = change.possible_classes.join(", ");
            line(format!("  {}{}: {} → {}: {classes}", change.answer, cell(&change.cell), change.from, change.to));
        }
    }
    out
}

fn cell(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("  [{place}]") }
}

fn tree(
    lines: &[Line],
    depth: usize,
    say: impl Fn(&'static str, &'static str) -> &'static str + Copy,
    line: &mut impl FnMut(String),
) {
    for fact in lines {
        let indent = "  ".repeat(depth);
        let value = match fact.value.as_str() {
            "" => format!(" = {}", say("chưa rõ", "unknown")),
            "-" => String::new(),
            value => format!(" = {value}"),
        };
        let reference = if fact.reference.is_empty() { String::new() } else { format!("  ({})", fact.reference) };
        line(format!("{indent}{}{value}{}{reference}", fact.name, cell(&fact.cell)));
        tree(&fact.because, depth + 1, say, line);
    }
}

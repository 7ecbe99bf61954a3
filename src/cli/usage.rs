//! What is wrong with the arguments, in Vietnamese. In English clap says it.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::failure::Failure;

/// The mistake in Vietnamese; none where clap's answer is no mistake (help, version) or one without Vietnamese words.
pub(super) fn in_vietnamese(error: &clap::Error) -> Option<Failure> {
    let words = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(vec![word.clone()]),
        Some(ContextValue::Strings(words)) => Some(words.clone()),
        _ => None,
    };
    let quoted = |kind| words(kind).map(|words| quoted(&words));
    let argument = quoted(ContextKind::InvalidArg);
    let value = words(ContextKind::InvalidValue).map(|words| words.join(" ")).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("không có tùy chọn hoặc đối số {}", argument?),
        ErrorKind::InvalidSubcommand => format!("không có lệnh {}", quoted(ContextKind::InvalidSubcommand)?),
        ErrorKind::MissingSubcommand => "thiếu lệnh".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("thiếu {}", argument?),
        ErrorKind::InvalidValue if value.is_empty() => format!("{} cần một giá trị", argument?),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{} không nhận giá trị `{value}`", argument?)
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("{} chưa đủ giá trị", argument?),
        ErrorKind::TooManyValues => format!("{} không nhận thêm giá trị `{value}`", argument?),
        ErrorKind::ArgumentConflict => match quoted(ContextKind::PriorArg) {
            Some(prior) if Some(&prior) != argument.as_ref() => {
                format!("không dùng {} cùng với {prior}", argument?)
            }
            _ => format!("{} chỉ dùng một lần", argument?),
        },
        _ => return None,
    };
    let mut failure = Failure::new(message);
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(quoted) {
        failure = failure.help(format!("có phải {near}?"));
    }
    if let Some(valid) = quoted(ContextKind::ValidValue).filter(|valid| !valid.is_empty()) {
        failure = failure.help(format!("các giá trị: {valid}"));
    }
    let expected = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    if let Some((_, expected)) = EXPECTED.iter().find(|(english, _)| expected.starts_with(english)) {
        failure = failure.help(*expected);
    }
    if let Some(commands) = quoted(ContextKind::ValidSubcommand) {
        failure = failure.help(format!("các lệnh: {commands}"));
    }
    Some(failure.help("xem hướng dẫn bằng `--help`"))
}

/// What arguments say in English that they expect, by its beginning, and in Vietnamese.
const EXPECTED: [(&str, &str); 5] = [
    ("expected a day as", "cần một ngày dạng năm-tháng-ngày, ví dụ 2022-09-01"),
    ("expected a year of", "cần một năm bốn chữ số, ví dụ 2022"),
    ("expected a setting and", "cần điểm và cách hiểu, ví dụ age_from_birth_year=year_difference"),
    ("expected `vi`", "cần `vi` (1.500,5) hoặc `en` (1,500.5)"),
    ("expected a number from 1 to 256", "cần một số từ 1 đến 256; không có tùy chọn này thì mỗi lõi một luồng"),
];

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::{Cli, vietnamese};

    const COMMANDS: &str = "các lệnh: `classify`, `summary`, `compare`, `forms`, `list`, `support`, `targets`, `review`, `verify`, \
         `explain`, `check`, `fields`, `rules`, `template`, `sample`, `completions`, `man`, `help`";

    #[test]
    fn mistakes_are_named_in_vietnamese() {
        for (line, message, help) in [
            ("summary a.csv --formt csv", "không có tùy chọn hoặc đối số `--formt`", "có phải `--format`?"),
            ("sumary a.csv", "không có lệnh `sumary`", "có phải `summary`?"),
            ("rules show", "thiếu `<TỆP|MÃ>`", "xem hướng dẫn bằng `--help`"),
            ("--quiet", "thiếu lệnh", COMMANDS),
            ("summary", "thiếu `<DỮ_LIỆU>...`", "xem hướng dẫn bằng `--help`"),
            (
                "summary a.csv --color mauve",
                "`--color <KHI_NÀO>` không nhận giá trị `mauve`",
                "các giá trị: `auto`, `always`, `never`",
            ),
            ("summary a.csv --year", "`--year <NĂM>` cần một giá trị", "xem hướng dẫn bằng `--help`"),
            (
                "summary a.csv --date 1/9/2022",
                "`--date <NĂM-THÁNG-NGÀY>` không nhận giá trị `1/9/2022`",
                "cần một ngày dạng năm-tháng-ngày, ví dụ 2022-09-01",
            ),
            (
                "summary a.csv --date 2022-09-01 --year 2022",
                "không dùng `--date <NĂM-THÁNG-NGÀY>` cùng với `--year <NĂM>`",
                "xem hướng dẫn bằng `--help`",
            ),
            ("summary a.csv --year 22", "`--year <NĂM>` không nhận giá trị `22`", "cần một năm bốn chữ số, ví dụ 2022"),
            (
                "summary a.csv --set x",
                "`--set <ĐIỂM=CÁCH_HIỂU>` không nhận giá trị `x`",
                "cần điểm và cách hiểu, ví dụ age_from_birth_year=year_difference",
            ),
            (
                "summary a.csv --number-format fr",
                "`--number-format <vi|en>` không nhận giá trị `fr`",
                "cần `vi` (1.500,5) hoặc `en` (1,500.5)",
            ),
            (
                "summary a.csv --threads 0",
                "`--threads <SỐ>` không nhận giá trị `0`",
                "cần một số từ 1 đến 256; không có tùy chọn này thì mỗi lõi một luồng",
            ),
            ("summary a.csv --year 2022 --year 2023", "`--year <NĂM>` chỉ dùng một lần", "xem hướng dẫn bằng `--help`"),
        ] {
            let command = vietnamese::translate(Cli::command());
            let arguments = std::iter::once("rasoat").chain(line.split(' '));
            let error = command.try_get_matches_from(arguments).expect_err("these are mistakes");
            let failure = in_vietnamese(&error).expect("it has words");
            assert_eq!(failure.message, message);
            assert_eq!(failure.help[0], help, "{line}");
        }
    }

    #[test]
    fn asking_for_help_is_no_mistake() {
        for line in ["--help", "--version", "help summary"] {
            let command = vietnamese::translate(Cli::command());
            let arguments = std::iter::once("rasoat").chain(line.split(' '));
            let answer = command.try_get_matches_from(arguments).expect_err("clap answers by an error");
            assert_eq!(in_vietnamese(&answer), None, "{line}");
        }
    }
}

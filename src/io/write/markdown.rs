//! Markdown tables with titles for people, aligned in the source too. Data cannot turn into markup.

use crate::report::table::{ColumnKind, Table, TableCell, TableColumn};
use crate::report::words;
use crate::text::Language;

/// How many characters of a title or a note are written.
const LONGEST_LINE: usize = 2_000;

/// The table under its title as a heading, its total row bold, its notes as a list.
pub(super) fn render(table: &Table, language: Language) -> String {
    let row = |cells: &[TableCell], bold: bool| -> Vec<String> {
        let columns = table.columns.iter().enumerate();
        let words = columns.map(|(index, column)| {
            let text = cells.get(index).map_or_else(String::new, |cell| words::cell(cell, column.kind, language));
            let text = escaped(&text);
            if bold && !text.is_empty() { format!("**{text}**") } else { text }
        });
        words.collect()
    };
    let mut lines = vec![table.columns.iter().map(heading).collect::<Vec<_>>()];
    lines.extend(table.rows.iter().map(|cells| row(cells, false)));
    lines.extend(table.totals.iter().map(|cells| row(cells, true)));

    let mut widths = vec![3; table.columns.len()];
    for line in &lines {
        for (width, text) in widths.iter_mut().zip(line) {
            *width = words::width(text).max(*width);
        }
    }

    let mut out = String::new();
    if !table.title.is_empty() {
        out.push_str(&format!("## {}\n\n", escaped(&words::visible(&table.title, LONGEST_LINE))));
    }
    if !table.columns.is_empty() {
        for (at, line) in lines.iter().enumerate() {
            for ((text, width), column) in line.iter().zip(&widths).zip(&table.columns) {
                let blanks = " ".repeat(width - words::width(text));
                let (before, after) = if is_right(column) { (blanks.as_str(), "") } else { ("", blanks.as_str()) };
                out.push_str(&format!("| {before}{text}{after} "));
            }
            out.push_str("|\n");
            if at == 0 {
                for (width, column) in widths.iter().zip(&table.columns) {
                    let (dashes, end) = if is_right(column) { (width - 1, ":") } else { (*width, "") };
                    out.push_str(&format!("| {}{end} ", "-".repeat(dashes)));
                }
                out.push_str("|\n");
            }
        }
    }
    if !table.notes.is_empty() {
        out.push('\n');
        for note in &table.notes {
            out.push_str(&format!("- {}\n", quoted_code(&words::visible(note, LONGEST_LINE))));
        }
    }
    out
}

fn is_right(column: &TableColumn) -> bool {
    column.kind != ColumnKind::Text
}

fn heading(column: &TableColumn) -> String {
    let title = if column.title.is_empty() { &column.id } else { &column.title };
    let text = if column.group.is_empty() { title.clone() } else { format!("{}: {title}", column.group) };
    escaped(&words::visible(&text, words::LONGEST_TEXT))
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        // Inside a word an underscore marks nothing, and machine names are full of them.
        let inside = before.is_alphanumeric() && letters.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '_' if inside => out.push('_'),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '&' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// A sentence of ours in which backquoted words stay code and the rest is no markup.
fn quoted_code(text: &str) -> String {
    if !text.matches('`').count().is_multiple_of(2) {
        return escaped(text);
    }
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            out.push_str(&format!("`{part}`"));
        } else {
            out.push_str(&escaped(part));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::TableColumn;

    #[test]
    fn nothing_in_data_is_markup() {
        assert_eq!(escaped("a|b"), "a\\|b");
        assert_eq!(escaped("<b>&amp;"), "\\<b\\>\\&amp;");
        assert_eq!(escaped("*x* `y` [z](u) \\"), "\\*x\\* \\`y\\` \\[z\\](u) \\\\");
        assert_eq!(escaped("housing_quality _x_"), "housing_quality \\_x\\_");
        assert_eq!(quoted_code("see `a|b` | c"), "see `a|b` \\| c");
    }

    #[test]
    fn tables_are_aligned_with_a_bold_total() {
        let column = |title: &str, group: &str, kind| TableColumn {
            id: String::new(),
            title: String::from(title),
            group: String::from(group),
            kind,
            optional: 0,
        };
        let table = Table {
            title: String::from("Kết quả"),
            columns: vec![column("Xã", "", ColumnKind::Text), column("Số hộ", "Hộ nghèo", ColumnKind::Count)],
            rows: vec![
                vec![TableCell::Text(String::from("Chiềng |\nHặc")), TableCell::Count(1500)],
                vec![TableCell::Text(String::from("Tú Nang")), TableCell::Empty],
            ],
            totals: vec![vec![TableCell::Text(String::from("Cộng")), TableCell::Count(1500)]],
            notes: vec![String::from("theo `decree-07-2021`")],
            ..Table::default()
        };
        let expected = "\
## Kết quả

| Xã            | Hộ nghèo: Số hộ |
| ------------- | --------------: |
| Chiềng \\| Hặc |           1.500 |
| Tú Nang       |                 |
| **Cộng**      |       **1.500** |

- theo `decree-07-2021`
";
        assert_eq!(render(&table, Language::Vi), expected);
    }
}

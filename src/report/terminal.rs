//! Tables as text for a terminal: light lines, numbers to the right, groups over their columns, within a width.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};

use super::layout::{self, Asks, Form, GAP, Part};
use super::table::{ColumnKind, Table, TableCell};
use super::words;
use crate::text::Language;

/// How many characters of a title or a note are shown.
const LONGEST_LINE: usize = 2_000;
/// Beyond this no terminal goes.
const WIDEST: usize = 4_000;

/// How a table is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Columns of the terminal. Lines keep within it from 40 on, unless a single number needs more.
    pub width: usize,
    /// Whether titles and totals may be bold.
    pub color: bool,
    /// The language of numbers and of notes on what is left out.
    pub language: Language,
}

/// The table as lines of text, each ended by `\n`, without blanks at line ends: the title, the headings with their groups
/// over them, the rows, the total under a line, the notes.
///
/// Where the width is too small, optional columns are left out and a note names them; what still does not fit is cut into
/// parts that each begin with the name columns, or, if there is text among the numbers, told row by row.
pub fn render(table: &Table, view: View) -> String {
    let width = view.width.clamp(20, WIDEST);
    let body = Body::new(table, view.language);
    let (form, left_out) = layout::arrange(&body.asks, width);
    let mut page = Page { out: String::new(), color: view.color };

    let title = words::visible(&table.title, LONGEST_LINE);
    if !title.is_empty() {
        page.lines(wrapped(&title, width), Look::Bold);
        page.line("", Look::Plain);
    }
    match &form {
        _ if body.asks.is_empty() => {}
        Form::Parts(parts) => {
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    page.line("", Look::Plain);
                }
                body.part(part, &mut page);
            }
        }
        Form::Records(columns) => body.records(columns, width, &mut page),
    }
    if body.rows.is_empty() && body.totals.is_empty() && !body.asks.is_empty() {
        page.line(if view.language == Language::Vi { "(không có dòng nào)" } else { "(no rows)" }, Look::Plain);
    }
    let mut notes: Vec<String> = table.notes.iter().map(|note| words::visible(note, LONGEST_LINE)).collect();
    if !left_out.is_empty() {
        notes.push(left_out_note(&body.asks, &left_out, view.language));
    }
    if !notes.is_empty() {
        page.line("", Look::Plain);
        for note in notes {
            page.lines(wrapped(&note, width), Look::Plain);
        }
    }
    page.out
}

fn left_out_note(asks: &[Asks], left_out: &[usize], language: Language) -> String {
    let mut names = String::new();
    let mut group = "";
    for (at, ask) in left_out.iter().map(|&at| &asks[at]).enumerate() {
        if at > 0 {
            names.push_str(if ask.group == group { ", " } else { "; " });
        }
        if ask.group != group && !ask.group.is_empty() {
            names.push_str(&format!("{}: ", ask.group));
        }
        group = &ask.group;
        names.push_str(&ask.title.replace(layout::HYPHEN, ""));
    }
    match language {
        Language::Vi => {
            format!("không đủ chỗ cho các cột: {names}; muốn xem đủ thì mở rộng cửa sổ hoặc dùng `--format csv`")
        }
        Language::En => format!("no room for: {names}; to see all widen the window or use `--format csv`"),
    }
}

/// The words of a table, and what its columns ask for.
struct Body {
    asks: Vec<Asks>,
    rows: Vec<Vec<String>>,
    totals: Vec<Vec<String>>,
}

impl Body {
    fn new(table: &Table, language: Language) -> Body {
        let mut asks: Vec<Asks> = table
            .columns
            .iter()
            .map(|column| {
                let title = if column.title.is_empty() { &column.id } else { &column.title };
                Asks {
                    // what `visible` drops is kept where it says how to break a heading
                    title: title
                        .split(layout::HYPHEN)
                        .map(|piece| words::visible(piece, words::LONGEST_TEXT))
                        .collect::<Vec<_>>()
                        .join(&layout::HYPHEN.to_string()),
                    group: words::visible(&column.group, words::LONGEST_TEXT),
                    is_text: column.kind == ColumnKind::Text,
                    optional: column.optional,
                    ..Asks::default()
                }
            })
            .collect();
        let mut row = |cells: &Vec<TableCell>| -> Vec<String> {
            let columns = asks.iter_mut().zip(&table.columns).enumerate();
            let words = columns.map(|(at, (ask, column))| {
                let cell = cells.get(at).unwrap_or(&TableCell::Empty);
                let text = words::cell(cell, column.kind, language);
                match cell {
                    TableCell::Text(_) => ask.see_text(&text),
                    _ => ask.see_number(&text),
                }
                text
            });
            words.collect()
        };
        let rows = table.rows.iter().map(&mut row).collect();
        let totals = table.totals.iter().map(&mut row).collect();
        Body { asks, rows, totals }
    }

    /// These columns beside each other, for every row.
    fn part(&self, part: &Part, page: &mut Page) {
        let Part { columns, widths } = part;
        let rule = "─".repeat(layout::taken(widths));
        let is_right: Vec<bool> = columns.iter().map(|&at| !self.asks[at].is_text).collect();
        let pick = |row: &Vec<String>| -> Vec<String> { columns.iter().map(|&at| row[at].clone()).collect() };

        self.groups(part, page);
        let broken = |(&at, width): (&usize, &usize)| layout::hyphenated(&self.asks[at].title, *width);
        let titles: Vec<String> = columns.iter().zip(widths).map(broken).collect();
        page.lines(block(&[lowered(&titles, widths)], widths, &is_right), Look::Bold);
        page.line(&rule, Look::Faint);
        let rows: Vec<Vec<String>> = self.rows.iter().map(pick).collect();
        page.lines(block(&rows, widths, &is_right), Look::Plain);
        if !self.totals.is_empty() {
            page.line(&rule, Look::Faint);
            let totals: Vec<Vec<String>> = self.totals.iter().map(pick).collect();
            page.lines(block(&totals, widths, &is_right), Look::Bold);
        }
    }

    /// The headings of groups in the middle over their columns, each with a line from its first to its last.
    fn groups(&self, part: &Part, page: &mut Page) {
        let runs = layout::runs(&self.asks, &part.columns);
        if runs.is_empty() {
            return;
        }
        let spans: Vec<(usize, usize)> = runs
            .iter()
            .map(|run| {
                let widths = &part.widths;
                let start = layout::taken(&widths[..run.first]) + if run.first > 0 { GAP } else { 0 };
                (start, layout::taken(&widths[run.first..=run.last]))
            })
            .collect();
        let headings: Vec<Vec<String>> =
            runs.iter().zip(&spans).map(|(run, span)| wrapped(&run.group, span.1)).collect();
        let height = headings.iter().map(Vec::len).max().unwrap_or(0);
        let mut lines = vec![String::new(); height];
        let mut underline = String::new();
        for (heading, &(start, span)) in headings.iter().zip(&spans) {
            for (line, text) in lines[height - heading.len()..].iter_mut().zip(heading) {
                pad(line, start + span.saturating_sub(words::width(text)) / 2);
                line.push_str(text);
            }
            pad(&mut underline, start);
            underline.push_str(&"─".repeat(span));
        }
        page.lines(lines, Look::Bold);
        page.line(&underline, Look::Faint);
    }

    /// Each row as lines of heading and value, a blank line between two rows.
    fn records(&self, columns: &[usize], width: usize, page: &mut Page) {
        let label = |at: usize| {
            let Asks { title, group, .. } = &self.asks[at];
            let title = title.replace(layout::HYPHEN, "");
            if group.is_empty() { title } else { format!("{group}: {title}") }
        };
        let labels: Vec<String> = columns.iter().map(|&at| label(at)).collect();
        let longest = labels.iter().map(|label| words::width(label)).max().unwrap_or(1).max(1);
        let number = columns.iter().map(|&at| self.asks[at].number).max().unwrap_or(0).max(8);
        let left = longest.min(width / 2).min(width.saturating_sub(GAP + number)).max(8);
        let widths = [left, width.saturating_sub(left + GAP).max(number)];
        let record = |row: &Vec<String>| -> Vec<Vec<String>> {
            columns.iter().zip(&labels).map(|(&at, label)| vec![label.clone(), row[at].clone()]).collect()
        };
        for (at, row) in self.rows.iter().enumerate() {
            if at > 0 {
                page.line("", Look::Plain);
            }
            page.lines(block(&record(row), &widths, &[false, false]), Look::Plain);
        }
        for total in &self.totals {
            page.line(&"─".repeat(width.min(layout::taken(&widths))), Look::Faint);
            page.lines(block(&record(total), &widths, &[false, false]), Look::Bold);
        }
    }
}

/// Rows as lines, each cell wrapped within its column.
fn block(rows: &[Vec<String>], widths: &[usize], is_right: &[bool]) -> Vec<String> {
    if rows.is_empty() || widths.is_empty() {
        return Vec::new();
    }
    let mut table = comfy_table::Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled).force_no_tty();
    for row in rows {
        table.add_row(row);
    }
    let last = widths.len() - 1;
    for (at, column) in table.column_iter_mut().enumerate() {
        let padding = if at < last { GAP } else { 0 };
        let width = widths.get(at).map_or(1, |width| width + padding);
        column.set_padding((0, padding as u16));
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(u16::try_from(width).unwrap_or(u16::MAX))));
        let is_right = is_right.get(at).copied().unwrap_or(false);
        column.set_cell_alignment(if is_right { CellAlignment::Right } else { CellAlignment::Left });
    }
    table.lines().collect()
}

/// One text as lines of at most `width`.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let lines = block(&[vec![String::from(text)]], &[width], &[false]);
    lines.iter().map(|line| String::from(line.trim_end())).collect()
}

/// Headings moved down, so that all end on the line above the rows.
fn lowered(titles: &[String], widths: &[usize]) -> Vec<String> {
    let heights: Vec<usize> = titles.iter().zip(widths).map(|(title, width)| wrapped(title, *width).len()).collect();
    let height = heights.iter().copied().max().unwrap_or(0);
    titles.iter().zip(heights).map(|(title, lines)| "\n".repeat(height - lines) + title).collect()
}

fn pad(line: &mut String, to: usize) {
    let missing = to.saturating_sub(words::width(line));
    line.extend(std::iter::repeat_n(' ', missing));
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Bold,
    Faint,
}

struct Page {
    out: String,
    color: bool,
}

impl Page {
    fn line(&mut self, text: &str, look: Look) {
        let text = text.trim_end();
        match look {
            _ if !self.color || text.is_empty() => self.out.push_str(text),
            Look::Plain => self.out.push_str(text),
            Look::Bold => self.out.push_str(&format!("\u{1b}[1m{text}\u{1b}[0m")),
            Look::Faint => self.out.push_str(&format!("\u{1b}[2m{text}\u{1b}[0m")),
        }
        self.out.push('\n');
    }

    fn lines(&mut self, lines: Vec<String>, look: Look) {
        for line in lines {
            self.line(&line, look);
        }
    }
}

#[cfg(test)]
#[path = "terminal_tests.rs"]
mod tests;

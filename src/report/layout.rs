//! How wide each column of a table for people is, which ones are left out, and whether the table is cut into parts or told
//! row by row. Numbers are never cut; text wraps. Knows no lines or colours.

use super::words;

/// Where a word of a heading may be broken with a hyphen.
pub(super) const HYPHEN: char = '\u{ad}';
/// Blanks between two columns.
pub(super) const GAP: usize = 2;
/// A text column may be squeezed to this for the sake of further columns.
const EASY_TEXT: usize = 14;
/// Longer words may be cut where there is no room.
const LONGEST_WORD: usize = 16;
/// Headings up to this are put on one line where there is room.
const SHORT_HEADING: usize = 16;
/// Text columns are not made wider than this.
const WIDEST_TEXT: usize = 60;

/// What a column asks for, in terminal columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Asks {
    pub(super) title: String,
    pub(super) group: String,
    /// Words to the left; else numbers to the right.
    pub(super) is_text: bool,
    pub(super) optional: u8,
    /// The widest number.
    pub(super) number: usize,
    /// The widest text.
    pub(super) text: usize,
    /// The widest word of a text.
    pub(super) word: usize,
}

impl Asks {
    pub(super) fn see_text(&mut self, text: &str) {
        self.text = self.text.max(words::width(text));
        self.word = self.word.max(longest_word(text));
    }

    pub(super) fn see_number(&mut self, text: &str) {
        self.number = self.number.max(words::width(text));
    }

    /// Below this a number would be cut, or many words.
    fn least(&self) -> usize {
        let words = longest_piece(&self.title).max(self.word).min(LONGEST_WORD);
        self.number.max(words).max(1)
    }

    /// Reads well; more columns are worth it.
    fn easy(&self) -> usize {
        if self.is_text { self.least().max(self.text.min(EASY_TEXT)) } else { self.least() }
    }

    /// Text on one line, the heading on two.
    fn good(&self) -> usize {
        self.least().max(self.text.min(WIDEST_TEXT)).max(two_lines(&self.title))
    }
}

/// Columns of the same group beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) group: String,
    /// Places among the columns shown.
    pub(super) first: usize,
    pub(super) last: usize,
}

/// How a table stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One under the other, each with these columns; one part where the whole table fits.
    Parts(Vec<Part>),
    /// Each row as lines of heading and value, for these columns.
    Records(Vec<usize>),
}

/// Columns beside each other, with their widths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) columns: Vec<usize>,
    pub(super) widths: Vec<usize>,
}

/// The form of a table at a width, and the columns left out.
pub(super) fn arrange(asks: &[Asks], width: usize) -> (Form, Vec<usize>) {
    let mut shown: Vec<usize> = (0..asks.len()).collect();
    while taken(&least(asks, &shown, Asks::easy)) > width {
        let Some(level) = shown.iter().map(|&at| asks[at].optional).max().filter(|level| *level > 0) else { break };
        shown.retain(|&at| asks[at].optional < level);
    }
    let left_out = (0..asks.len()).filter(|at| !shown.contains(at)).collect();
    (form(asks, shown, width), left_out)
}

fn form(asks: &[Asks], shown: Vec<usize>, width: usize) -> Form {
    if let Some(part) = part(asks, shown.clone(), width) {
        return Form::Parts(vec![part]);
    }
    // Numbers of a unit can be read in parts that each begin with the unit's name; text among them cannot.
    let keys = shown.iter().take_while(|&&at| asks[at].is_text).count();
    let (keys, rest) = shown.split_at(keys);
    if keys.is_empty() || rest.iter().any(|&at| asks[at].is_text) {
        return Form::Records(shown);
    }
    let mut parts = Vec::new();
    let mut columns = keys.to_vec();
    let mut rest = rest.iter().copied().peekable();
    while let Some(&next) = rest.peek() {
        let group = &asks[next].group;
        let mut together = vec![next];
        rest.next();
        while let Some(&more) = rest.peek()
            && !group.is_empty()
            && asks[more].group == *group
        {
            together.push(more);
            rest.next();
        }
        let fits = |columns: &[usize]| taken(&least(asks, columns, Asks::easy)) <= width;
        // A group goes into one part if any part can hold it.
        let whole = fits(&[keys, &together].concat());
        let batches = if whole { vec![together] } else { together.into_iter().map(|at| vec![at]).collect() };
        for batch in batches {
            let wider = [columns.as_slice(), &batch].concat();
            if columns.len() > keys.len() && !fits(&wider) {
                parts.push(std::mem::replace(&mut columns, [keys, &batch].concat()));
            } else {
                columns = wider;
            }
        }
    }
    parts.push(columns);
    let fitted: Option<Vec<Part>> = parts.into_iter().map(|columns| part(asks, columns, width)).collect();
    fitted.map_or(Form::Records(shown), Form::Parts)
}

/// These columns with widths that together take at most `width`, if that can be.
fn part(asks: &[Asks], columns: Vec<usize>, width: usize) -> Option<Part> {
    let mut widths = least(asks, &columns, Asks::least);
    let mut spare = width.checked_sub(taken(&widths))?;
    // Names first: a wrapped name costs a line in every row, a wrapped heading one line in all.
    let wanted = least(asks, &columns, Asks::good);
    for texts in [true, false] {
        while spare > 0 {
            let narrowest = (0..columns.len())
                .filter(|&at| asks[columns[at]].is_text == texts && widths[at] < wanted[at])
                .min_by_key(|&at| widths[at]);
            let Some(at) = narrowest else { break };
            widths[at] += 1;
            spare -= 1;
        }
    }
    for (width, &at) in widths.iter_mut().zip(&columns) {
        let missing = one_line(&asks[at].title).saturating_sub(*width);
        if missing <= spare {
            *width += missing;
            spare -= missing;
        }
    }
    for heading in [two_lines, one_line] {
        for run in runs(asks, &columns) {
            let mut missing = heading(&run.group).saturating_sub(taken(&widths[run.first..=run.last])).min(spare);
            spare -= missing;
            for at in (run.first..=run.last).cycle() {
                if missing == 0 {
                    break;
                }
                widths[at] += 1;
                missing -= 1;
            }
        }
    }
    Some(Part { columns, widths })
}

/// The widths by one measure, with room for the longest word of each group's heading.
fn least(asks: &[Asks], columns: &[usize], measure: impl Fn(&Asks) -> usize) -> Vec<usize> {
    let mut widths: Vec<usize> = columns.iter().map(|&at| measure(&asks[at])).collect();
    for run in runs(asks, columns) {
        let word = longest_word(&run.group).min(LONGEST_WORD);
        widths[run.last] += word.saturating_sub(taken(&widths[run.first..=run.last]));
    }
    widths
}

/// The groups over these columns, from left to right.
pub(super) fn runs(asks: &[Asks], columns: &[usize]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, &at) in columns.iter().enumerate() {
        let group = &asks[at].group;
        match runs.last_mut() {
            Some(run) if run.last + 1 == place && run.group == *group => run.last = place,
            _ if group.is_empty() => {}
            _ => runs.push(Run { group: group.clone(), first: place, last: place }),
        }
    }
    runs
}

/// What columns of these widths take with the blanks between them.
pub(super) fn taken(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

fn longest_word(text: &str) -> usize {
    text.split(' ').map(words::width).max().unwrap_or(0)
}

/// The widest piece of a heading that cannot be broken: at blanks, at hyphens and, with a hyphen, at [`HYPHEN`].
fn longest_piece(title: &str) -> usize {
    let pieces = title.split(' ').flat_map(|word| {
        let last = word.split(HYPHEN).count() - 1;
        word.split(HYPHEN).enumerate().flat_map(move |(at, piece)| {
            let own = piece.split_inclusive('-').map(words::width).max().unwrap_or(0);
            let hyphened = piece.split_inclusive('-').next_back().map_or(0, words::width) + usize::from(at < last);
            [own, hyphened]
        })
    });
    pieces.max().unwrap_or(0)
}

/// A heading broken so that no piece is wider than `width`, if it can be: hyphens stand only where a word is broken.
pub(super) fn hyphenated(title: &str, width: usize) -> String {
    let mut out = String::new();
    for word in title.split(' ') {
        if !out.is_empty() {
            out.push(' ');
        }
        let whole = word.replace(HYPHEN, "");
        if words::width(&whole) <= width {
            out.push_str(&whole);
            continue;
        }
        let mut line = String::new();
        let soft = word.split(HYPHEN).count() - 1;
        for (at, piece) in word.split(HYPHEN).enumerate() {
            for part in piece.split_inclusive('-') {
                let hyphen = usize::from(at < soft);
                if !line.is_empty() && words::width(&line) + words::width(part) + hyphen > width {
                    out.push_str(&line);
                    if !line.ends_with('-') {
                        out.push('-');
                    }
                    out.push(' ');
                    line.clear();
                }
                line.push_str(part);
            }
        }
        out.push_str(&line);
    }
    out
}

/// The width of a heading that is short enough to be worth a line of its own.
fn one_line(text: &str) -> usize {
    let whole = words::width(&text.replace(HYPHEN, ""));
    if whole <= SHORT_HEADING { whole } else { 0 }
}

/// The least width in which a heading takes two lines, or one if it is short.
fn two_lines(text: &str) -> usize {
    let text = text.replace(HYPHEN, "");
    let whole = words::width(&text);
    if whole <= 6 {
        return whole;
    }
    text.match_indices(' ')
        .map(|(at, _)| words::width(&text[..at]).max(words::width(&text[at + 1..])))
        .min()
        .unwrap_or(whole)
        .min(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(title: &str, group: &str, width: usize, optional: u8) -> Asks {
        Asks { title: String::from(title), group: String::from(group), number: width, optional, ..Asks::default() }
    }

    fn name(width: usize) -> Asks {
        Asks { title: String::from("Xã"), is_text: true, text: width, word: 6, ..Asks::default() }
    }

    #[test]
    fn the_highest_optional_columns_go_first_and_together() {
        let asks =
            [name(12), number("a", "", 10, 0), number("b", "", 10, 2), number("c", "", 10, 1), number("d", "", 10, 2)];
        assert_eq!(arrange(&asks, 60).1, Vec::<usize>::new());
        assert_eq!(arrange(&asks, 59).1, vec![2, 4]);
        assert_eq!(arrange(&asks, 30).1, vec![2, 3, 4]);
    }

    #[test]
    fn what_may_not_be_left_out_is_cut_into_parts_that_keep_groups_whole() {
        let asks = [name(10), number("a", "", 8, 0), number("b", "G", 8, 0), number("c", "G", 8, 0)];
        let (Form::Parts(parts), left_out) = arrange(&asks, 32) else { panic!("parts") };
        let columns: Vec<_> = parts.iter().map(|part| part.columns.clone()).collect();
        assert_eq!(columns, [vec![0, 1], vec![0, 2, 3]]);
        assert!(left_out.is_empty());
        assert!(parts.iter().all(|part| taken(&part.widths) <= 32));
    }

    #[test]
    fn text_that_does_not_fit_is_told_row_by_row() {
        let asks = vec![name(40); 8];
        assert_eq!(arrange(&asks, 40).0, Form::Records((0..8).collect()));
    }

    #[test]
    fn headings_take_two_lines_where_that_is_narrower() {
        assert_eq!(two_lines("Hộ cận nghèo"), 6);
        assert_eq!(two_lines("Khẩu"), 4);
        assert_eq!(two_lines("multidimensional"), 16);
    }
}

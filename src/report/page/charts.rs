//! The charts, as inline SVG: as wide as there is room while letters keep their size, told apart by patterns and labels and not by
//! colour alone, each with a title and a description for who does not see them.

use std::cmp::Ordering;
use std::fmt::Write;

use crate::lang::Exact;
use crate::report::words::visible;

use super::content::{Figure, FlowStep, StepKind};
use super::html::{Html, escaped, whole};
use super::words::Words;

/// How many characters of a label there is room for on a phone.
const LABEL: usize = 44;

/// The patterns that charts are filled with; once on the page.
pub(super) const PATTERNS: &str = r##"<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#f5dfb8"/><rect width="3" height="6" fill="#a8620a"/></pattern>
<pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#e8eef0"/><path d="M0 0L6 6M6 0L0 6" stroke="#3d5a68" stroke-width="1"/></pattern>
<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#d6e0e4"/><circle cx="3" cy="3" r="1.2" fill="#3d5a68"/></pattern>
<pattern id="lines" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="#fff"/><rect width="1" height="4" fill="#76838f"/></pattern>
<pattern id="left" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="6" height="6" fill="#dcebe4"/><rect width="2.5" height="6" fill="#2f6f57"/></pattern>
</defs></svg>
"##;

/// What a part of a chart is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// The poorest class.
    Solid,
    /// The class beside it.
    Hatch,
    /// Further classes that count as poverty.
    Cross,
    /// The first class that does not.
    Dots,
    /// Those above.
    Plain,
    /// Unknown.
    Open,
    /// Gone.
    Left,
    /// At rest.
    Slate,
}

impl Fill {
    /// Its class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Fill::Solid => "f-solid",
            Fill::Hatch => "f-hatch",
            Fill::Cross => "f-cross",
            Fill::Dots => "f-dots",
            Fill::Plain => "f-plain",
            Fill::Open => "f-open",
            Fill::Left => "f-left",
            Fill::Slate => "f-slate",
        }
    }

    /// Of each class, by whether it counts as poverty.
    pub fn of_classes(poverty: impl Iterator<Item = bool>) -> Vec<Fill> {
        let (mut poor, mut others) = (0, 0);
        let fill = |poverty| {
            let (seen, fills) = match poverty {
                true => (&mut poor, [Fill::Solid, Fill::Hatch, Fill::Cross]),
                false => (&mut others, [Fill::Dots, Fill::Plain, Fill::Plain]),
            };
            let fill = fills[(*seen).min(2)];
            *seen += 1;
            fill
        };
        poverty.map(fill).collect()
    }

    /// A small square of it, for a legend.
    pub fn swatch(self) -> String {
        let class = self.class();
        format!(
            "<svg class=\"swatch\" width=\"14\" height=\"14\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"{class}\" x=\".5\" y=\".5\" width=\"13\" height=\"13\"/></svg>"
        )
    }
}

/// A chart's id, name and description.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'n> {
    /// Its id on the page.
    pub id: &'n str,
    /// What it shows.
    pub title: &'n str,
    /// Its numbers in a sentence.
    pub description: &'n str,
}

impl Named<'_> {
    fn open(self, html: &mut Html, height: usize) {
        let id = self.id;
        html.raw(&format!(
            "<svg class=\"chart\" id=\"{id}\" role=\"img\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\" width=\"100%\" height=\"{height}\">"
        ));
        html.element(&format!("title id=\"{id}-title\""), self.title);
        html.raw(&format!("<desc id=\"{id}-desc\">")).raw(&whole(self.description)).raw("</desc>").line();
    }
}

/// A share of the width, in percent with three decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Share(Exact);

impl Share {
    /// `part` of `whole`, of `room` percent of the width.
    fn of(part: Exact, whole: Exact, room: i64) -> Share {
        let share = whole.checked_recip().and_then(|whole| part.checked_mul(whole)?.checked_mul(Exact::int(room)));
        Share(share.filter(|share| share.is_finite()).unwrap_or(Exact::ZERO))
    }

    fn plain(self) -> String {
        let text = self.0.to_fixed(3);
        format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

fn rect(out: &mut String, fill: Fill, (x, width): (Share, Share), (y, height): (usize, usize)) {
    if width.0 > Exact::ZERO {
        let (class, x, width) = (fill.class(), x.plain(), width.plain());
        let _ = writeln!(out, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
    }
}

fn label(text: &str) -> String {
    escaped(&visible(text, LABEL))
}

/// One bar of all parts of a whole, in their order.
pub(super) fn strip(html: &mut Html, named: Named<'_>, parts: &[(Fill, Exact)]) {
    const HEIGHT: usize = 30;
    let sum = parts.iter().map(|(_, part)| *part).try_fold(Exact::ZERO, Exact::checked_add);
    let Some(sum) = sum.filter(|sum| *sum > Exact::ZERO) else { return };
    named.open(html, HEIGHT);
    let mut out = String::new();
    let mut before = Exact::ZERO;
    for (fill, part) in parts {
        let at = Share::of(before, sum, 100);
        rect(&mut out, *fill, (at, Share::of(*part, sum, 100)), (1, HEIGHT - 2));
        before = before.checked_add(*part).unwrap_or(before);
    }
    html.raw(&out).raw("</svg>").line();
}

/// A rate with the rate of what is unknown beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub fill: Fill,
    pub rate: Figure,
    pub unknown: Figure,
}

/// Bars under labels, several a label; all of a length of `scale` percent at most.
pub(super) fn bars(html: &mut Html, named: Named<'_>, rows: &[(String, Vec<Bar>)], scale: Exact, words: Words) {
    const LINE: usize = 20;
    const BAR: usize = 13;
    const GAP: usize = 4;
    const AFTER: usize = 14;
    /// How much of the width is for bars; the rest is for their numbers.
    const ROOM: i64 = 64;
    let height = |bars: usize| LINE + bars * (BAR + GAP) + AFTER;
    let all: usize = rows.iter().map(|(_, bars)| height(bars.len())).sum();
    named.open(html, all.saturating_sub(AFTER).max(1));
    let mut out = String::new();
    let mut y = 0;
    for (title, bars) in rows {
        let _ = writeln!(out, "<text class=\"name\" x=\"0\" y=\"{}\">{}</text>", y + 14, label(title));
        let mut top = y + LINE;
        for bar in bars {
            let number = bar.rate.number().unwrap_or(Exact::ZERO);
            let open = bar.unknown.number().unwrap_or(Exact::ZERO);
            let width = Share::of(number, scale, ROOM);
            rect(&mut out, bar.fill, (Share(Exact::ZERO), width), (top, BAR));
            rect(&mut out, Fill::Open, (width, Share::of(open, scale, ROOM)), (top, BAR));
            let end = Share::of(number.checked_add(open).unwrap_or(number), scale, ROOM);
            let mut text = words.figure(bar.rate, 1);
            if open > Exact::ZERO && bar.rate.number().is_some() {
                let _ = write!(text, " (+{})", words.rate(open, 1));
            }
            let (x, y) = (end.plain(), top + BAR - 2);
            let _ = writeln!(out, "<text class=\"value\" x=\"{x}\" dx=\"6\" y=\"{y}\">{}</text>", escaped(&text));
            top += BAR + GAP;
        }
        let (from, to) = (y + LINE - 2, top - GAP + 2);
        let _ = writeln!(out, "<line class=\"base\" x1=\"0\" x2=\"0\" y1=\"{from}\" y2=\"{to}\"/>");
        y += height(bars.len());
    }
    html.raw(&out).raw("</svg>").line();
}

/// The least round percentage that all rates fit into.
pub(super) fn scale(rates: impl Iterator<Item = Exact>) -> Exact {
    let most = rates.max().unwrap_or(Exact::ZERO);
    let rounds = [10, 20, 30, 40, 50, 60, 80, 100].map(Exact::int);
    rounds.into_iter().find(|round| most.cmp(round) != Ordering::Greater).unwrap_or(most)
}

/// A number on its way down over those who left and up over those who came.
pub(super) fn steps(html: &mut Html, named: Named<'_>, steps: &[FlowStep], words: Words) {
    const ROW: usize = 40;
    const TOP: usize = 19;
    const BAR: usize = 12;
    /// How much of the width is for bars; the rest is for their numbers.
    const ROOM: i64 = 86;
    named.open(html, (steps.len() * ROW).saturating_sub(6).max(1));
    let spans = spans(steps);
    let most = spans.iter().flatten().map(|(_, to)| *to).max().filter(|most| *most > Exact::ZERO);
    let most = most.unwrap_or(Exact::ONE);
    // letters lie over the lines
    let (mut out, mut texts) = (String::new(), String::new());
    for (at, (step, span)) in steps.iter().zip(&spans).enumerate() {
        let y = at * ROW;
        let number = signed(step, words);
        let strong = if matches!(step.kind, StepKind::Start | StepKind::Stay | StepKind::End) { " strong" } else { "" };
        let title = label(words.title(&step.title));
        let _ = writeln!(texts, "<text class=\"name{strong}\" x=\"0\" y=\"{}\">{title}</text>", y + 14);
        let (number, line) = (escaped(&number), y + TOP + BAR - 1);
        let _ = writeln!(texts, "<text class=\"value end{strong}\" x=\"100%\" y=\"{line}\">{number}</text>");
        let _ = writeln!(out, "<rect class=\"track\" x=\"0\" y=\"{}\" width=\"{ROOM}%\" height=\"{BAR}\"/>", y + TOP);
        let Some((from, to)) = span else { continue };
        let fill = match step.kind {
            StepKind::Start | StepKind::Stay | StepKind::End => Fill::Slate,
            StepKind::Out => Fill::Left,
            StepKind::In => Fill::Solid,
        };
        let width = to.checked_add(from.checked_neg().unwrap_or(Exact::ZERO)).unwrap_or(Exact::ZERO);
        let x = Share::of(*from, most, ROOM);
        rect(&mut out, fill, (x, Share::of(width, most, ROOM)), (y + TOP, BAR));
        // where the next one goes on
        if let Some(Some(_)) = spans.get(at + 1) {
            let reached = if matches!(step.kind, StepKind::Out) { *from } else { *to };
            let x = Share::of(reached, most, ROOM).plain();
            let (from, to) = (y + TOP + BAR, y + ROW + TOP);
            let _ = writeln!(out, "<line class=\"join\" x1=\"{x}\" x2=\"{x}\" y1=\"{from}\" y2=\"{to}\"/>");
        }
    }
    html.raw(&out).raw(&texts).raw("</svg>").line();
}

/// The number of a step with its sign.
pub(super) fn signed(step: &FlowStep, words: Words) -> String {
    let number = words.figure(step.households, 0);
    let sign = match (step.kind, step.households.number()) {
        (StepKind::Out, Some(number)) if number > Exact::ZERO => "−",
        (StepKind::In, Some(number)) if number > Exact::ZERO => "+",
        _ => "",
    };
    format!("{sign}{number}")
}

/// From where to where the bar of each step goes; none where that is not known.
fn spans(steps: &[FlowStep]) -> Vec<Option<(Exact, Exact)>> {
    let mut reached: Option<Exact> = None;
    let span = |step: &FlowStep| {
        let number = step.households.number();
        let before = reached;
        match step.kind {
            StepKind::Start | StepKind::Stay | StepKind::End => {
                reached = number;
                number.map(|number| (Exact::ZERO, number))
            }
            StepKind::Out => {
                let left = number.and_then(Exact::checked_neg);
                reached = before.zip(left).and_then(|(before, left)| before.checked_add(left));
                reached.zip(before)
            }
            StepKind::In => {
                reached = before.zip(number).and_then(|(before, more)| before.checked_add(more));
                before.zip(reached)
            }
        }
    };
    steps.iter().map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::codebook::Title;
    use crate::text::Language;

    const VI: Words = Words { language: Language::Vi };

    fn named() -> Named<'static> {
        Named { id: "c", title: "<b>", description: "một & hai" }
    }

    fn rate(percent: i64) -> Figure {
        Figure::Rate(Exact::int(percent))
    }

    #[test]
    fn bars_are_as_long_as_their_rates() {
        let mut html = Html::default();
        let row = |rate, unknown| Bar { fill: Fill::Solid, rate, unknown };
        let rows = [
            // of a scale of 50 %, of 64 % of the width: 25 × 64 / 50 = 32, and 5 × 64 / 50 = 6.4 beside it
            ("A".to_owned(), vec![row(rate(25), rate(5))]),
            ("B".to_owned(), vec![row(rate(50), Figure::Blank), row(Figure::Blank, Figure::Blank)]),
            ("C".to_owned(), vec![row(Figure::Hidden, Figure::Hidden), row(Figure::Unknown, Figure::Unknown)]),
        ];
        bars(&mut html, named(), &rows, Exact::int(50), VI);
        let html = html.into_string();
        let rects: Vec<&str> = html.lines().filter(|line| line.starts_with("<rect")).collect();
        assert_eq!(
            rects,
            [
                "<rect class=\"f-solid\" x=\"0%\" y=\"20\" width=\"32%\" height=\"13\"/>",
                "<rect class=\"f-open\" x=\"32%\" y=\"20\" width=\"6.4%\" height=\"13\"/>",
                "<rect class=\"f-solid\" x=\"0%\" y=\"71\" width=\"64%\" height=\"13\"/>",
            ]
        );
        for text in ["25,0\u{a0}% (+5,0)", "50,0\u{a0}%", ">…<", ">chưa rõ<", "&lt;b&gt;", "một &amp; hai"] {
            assert!(html.contains(text), "{text} in {html}");
        }
    }

    #[test]
    fn a_scale_is_round() {
        for (most, expected) in [(0, 10), (10, 10), (11, 20), (61, 80), (100, 100)] {
            assert_eq!(scale([Exact::int(most), Exact::ONE].into_iter()), Exact::int(expected).max(Exact::ONE));
        }
        assert_eq!(scale(std::iter::empty()), Exact::int(10));
    }

    fn step(kind: StepKind, households: Figure) -> FlowStep {
        FlowStep { title: Title::default(), kind, households }
    }

    #[test]
    fn those_who_left_and_came_lead_from_start_to_end() {
        use StepKind::{End, In, Out, Start, Stay};
        let count = Figure::Count;
        let way = [
            step(Start, count(10)),
            step(Out, count(3)),
            step(Out, count(0)),
            step(Stay, count(7)),
            step(In, count(2)),
            step(End, count(9)),
        ];
        let e = Exact::int;
        let span = |from, to| Some((e(from), e(to)));
        assert_eq!(spans(&way), [span(0, 10), span(7, 10), span(7, 7), span(0, 7), span(7, 9), span(0, 9)]);
        let numbers: Vec<String> = way.iter().map(|step| signed(step, VI)).collect();
        assert_eq!(numbers, ["10", "−3", "0", "7", "+2", "9"]);
        let mut html = Html::default();
        steps(&mut html, named(), &way, VI);
        // 3 of 10 from the seventh tenth, of 86 % of the width
        let left = "<rect class=\"f-left\" x=\"60.2%\" y=\"59\" width=\"25.8%\" height=\"12\"/>";
        assert!(html.into_string().contains(left));
    }

    #[test]
    fn a_hidden_step_has_no_bar_and_none_after_it_until_a_whole_number() {
        use StepKind::{End, In, Out, Start, Stay};
        let way = [
            step(Start, Figure::Count(10)),
            step(Out, Figure::Hidden),
            step(Out, Figure::Count(1)),
            step(Stay, Figure::Hidden),
            step(In, Figure::Count(2)),
            step(End, Figure::Count(9)),
        ];
        let drawn: Vec<bool> = spans(&way).iter().map(Option::is_some).collect();
        assert_eq!(drawn, [true, false, false, false, false, true]);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let mut html = Html::default();
        strip(&mut html, named(), &[(Fill::Solid, Exact::ZERO), (Fill::Open, Exact::ZERO)]);
        assert_eq!(html.into_string(), "");
        let mut html = Html::default();
        steps(&mut html, named(), &[step(StepKind::Start, Figure::Count(0))], VI);
        assert!(!html.into_string().contains("NaN"));
    }
}

//! The diagram of the poor and the near-poor on the page: what was there, what came off and on, what is there.

use crate::cli::compare::part_title;
use crate::report::page::{Figure, Flow, FlowStep, StepKind};
use crate::survey::codebook::Title;
use crate::tabulate::conceal::{Counted, Hidden, Quantity, Sum, conceal};
use crate::tabulate::flows::{Balance, Balances, Flow as Step, Part};

/// The flows of the poor and of the near-poor in all units.
pub(super) fn sums(balances: &Balances) -> [Balance; 2] {
    let mut sums = [Balance::default(); 2];
    for (_, poor, near_poor) in &balances.units {
        sums[0].add(poor);
        sums[1].add(near_poor);
    }
    sums
}

/// A line of the flows of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FlowLine {
    /// A column of the forms, but for the parts that have lines of their own.
    Besides(Step),
    /// A part of one.
    Part(Part),
    /// What is left of the start.
    Stayed,
}

/// The lines of the flows in their order. Parts of what is other are shown where anybody is in them. Where small counts are hidden
/// they are not: the forms have the sum of them, and less that a hidden one could be told.
pub(super) fn flow_lines(sums: &[Balance; 2], hides: bool) -> Vec<FlowLine> {
    use FlowLine::{Besides, Stayed};
    let part = |part: &Part| !hides && sums.iter().any(|balance| balance.part(*part).households > 0);
    let parts = |all: &[Part]| all.iter().copied().filter(part).map(FlowLine::Part).collect::<Vec<_>>();
    let mut lines = [Step::Start, Step::Left, Step::LeftFurther].map(Besides).to_vec();
    lines.extend(parts(&Part::LESS));
    lines.extend([Besides(Step::OtherDecrease), Stayed]);
    lines.extend([Step::FromOther, Step::FallenBack, Step::Newly].map(Besides));
    lines.extend(parts(&Part::MORE));
    lines.extend([Step::OtherIncrease, Step::End].map(Besides));
    lines
}

/// The numbers of `lines` of the poor and the near-poor.
fn counts(sums: &[Balance; 2], lines: &[FlowLine]) -> [Vec<i64>; 2] {
    let stayed = stayed(lines);
    let with_parts = lines.iter().any(|line| matches!(line, FlowLine::Part(_)));
    sums.each_ref().map(|balance| {
        let mut counts: Vec<i64> = lines
            .iter()
            .map(|line| match line {
                FlowLine::Besides(step) if with_parts => balance.besides(*step).households,
                FlowLine::Besides(step) => balance.get(*step).households,
                FlowLine::Part(part) => balance.part(*part).households,
                FlowLine::Stayed => 0,
            })
            .collect();
        counts[stayed] = counts[0] - counts[1..stayed].iter().sum::<i64>();
        counts
    })
}

fn stayed(lines: &[FlowLine]) -> usize {
    lines.iter().position(|line| *line == FlowLine::Stayed).unwrap_or_default()
}

/// What a line counts, as other tables have it: the flow, and at the end the class.
fn quantities(near_poor: bool, line: &FlowLine) -> Vec<Quantity> {
    let FlowLine::Besides(flow) = line else { return Vec::new() };
    let mut of = vec![Counted::Flow { near_poor, flow: *flow }];
    if *flow == Step::End {
        of.push(Counted::When(format!("class = '{}'", if near_poor { "near_poor" } else { "poor" })));
    }
    of.into_iter().map(|of| Quantity { unit: None, of }).collect()
}

/// Of the numbers of `lines` which are hidden: small ones, others by which they could be told, and what other tables have hidden
/// `already`.
fn hidden(sums: &[Balance; 2], lines: &[FlowLine], least: i64, already: &Hidden) -> [Vec<bool>; 2] {
    let stayed = stayed(lines);
    let (width, last) = (lines.len(), lines.len() - 1);
    let mut conceals = Vec::new();
    for at in [0, width] {
        conceals.push(Sum { total: at, parts: (at + 1..=at + stayed).collect() });
        conceals.push(Sum { total: at + last, parts: (at + stayed..at + last).collect() });
    }
    // who left the one for the other came to it: the same number stands twice
    for (left, came) in [(1, width + stayed + 1), (width + 2, stayed + 1)] {
        conceals.push(Sum { total: left, parts: vec![came] });
    }
    let known = |at: usize| quantities(at >= width, &lines[at % width]).iter().any(|own| already.contains(own));
    let mut hidden = conceal(&counts(sums, lines).concat(), &conceals, least, |_| true, known);
    let near_poor = hidden.split_off(width);
    [hidden, near_poor]
}

/// What is hidden of the flows that other tables may have too.
pub(super) fn hidden_flows(sums: &[Balance; 2], least: i64, already: &Hidden) -> Hidden {
    let lines = flow_lines(sums, true);
    let hidden = hidden(sums, &lines, least, already);
    let of = |(near_poor, hidden): (bool, &Vec<bool>)| {
        let own = lines.iter().zip(hidden).filter(|(_, hidden)| **hidden);
        own.flat_map(|(line, _)| quantities(near_poor, line)).collect::<Vec<_>>()
    };
    [false, true].into_iter().zip(&hidden).flat_map(of).collect()
}

/// The numbers of `lines` of the poor and the near-poor, but for those that are hidden where counts under a limit are.
pub(super) fn flow_figures(
    sums: &[Balance; 2],
    lines: &[FlowLine],
    hiding: Option<(i64, &Hidden)>,
) -> [Vec<Figure>; 2] {
    let counts = counts(sums, lines);
    let Some((least, already)) = hiding else {
        return counts.map(|own| own.into_iter().map(Figure::Count).collect());
    };
    let mut hidden = hidden(sums, lines, least, already).into_iter();
    counts.map(|own| {
        let own = own.into_iter().zip(hidden.next().unwrap_or_default());
        own.map(|(count, hidden)| if hidden { Figure::Hidden } else { Figure::Count(count) }).collect()
    })
}

pub(super) fn flow(near_poor: bool, lines: &[FlowLine], figures: &[Figure], with_history: bool) -> Flow {
    let title = |(vi, en): (&str, &str)| Title { vi: vi.to_owned(), en: en.to_owned() };
    let of = |poor: (&str, &str), near: (&str, &str)| title(if near_poor { near } else { poor });
    let step = |line: &FlowLine| match line {
        FlowLine::Besides(Step::Start) => (StepKind::Start, title(("Đầu kỳ", "At the start"))),
        FlowLine::Besides(Step::Left) => (
            StepKind::Out,
            of(("Thoát nghèo, thành hộ cận nghèo", "Became near-poor"), ("Thoát cận nghèo", "Left near-poverty")),
        ),
        FlowLine::Besides(Step::LeftFurther) => (
            StepKind::Out,
            of(("Thoát nghèo, vượt chuẩn cận nghèo", "Above near-poverty"), ("Trở thành hộ nghèo", "Became poor")),
        ),
        FlowLine::Part(part) if Part::LESS.contains(part) => (StepKind::Out, title(part_title(*part))),
        FlowLine::Besides(Step::OtherDecrease) => (StepKind::Out, title(("Giảm khác", "Other decrease"))),
        FlowLine::Stayed => (StepKind::Stay, title(("Giữ nguyên", "Stayed"))),
        FlowLine::Besides(Step::FromOther) => {
            (StepKind::In, of(("Từ hộ cận nghèo", "From near-poor"), ("Từ hộ nghèo", "From poor")))
        }
        FlowLine::Besides(Step::FallenBack) => (
            StepKind::In,
            of(("Tái nghèo", "Fallen back into poverty"), ("Tái cận nghèo", "Fallen back into near-poverty")),
        ),
        FlowLine::Besides(Step::Newly) if with_history => (StepKind::In, title(("Phát sinh mới", "Newly arising"))),
        FlowLine::Besides(Step::Newly) => (
            StepKind::In,
            of(
                ("Tái nghèo hoặc phát sinh mới", "Fallen back or newly arising"),
                ("Tái cận nghèo hoặc phát sinh mới", "Fallen back or newly arising"),
            ),
        ),
        FlowLine::Part(part) => (StepKind::In, title(part_title(*part))),
        FlowLine::Besides(Step::OtherIncrease) => (StepKind::In, title(("Tăng khác", "Other increase"))),
        FlowLine::Besides(Step::End) => (StepKind::End, title(("Cuối kỳ", "At the end"))),
    };
    // without lists from before, nobody is known to have fallen back
    let shown =
        lines.iter().zip(figures).filter(|(line, _)| with_history || **line != FlowLine::Besides(Step::FallenBack));
    Flow {
        title: of(("Hộ nghèo", "Poor households"), ("Hộ cận nghèo", "Near-poor households")),
        steps: shown
            .map(|(line, households)| {
                let (kind, title) = step(line);
                FlowStep { title, kind, households: *households }
            })
            .collect(),
    }
}

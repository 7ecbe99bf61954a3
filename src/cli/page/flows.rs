//! The diagram of the poor and the near-poor on the page: what was there, what came off and on, what is there.

use crate::cli::compare::part_title;
use crate::report::page::{Figure, Flow, FlowStep, StepKind};
use crate::survey::codebook::Title;
use crate::tabulate::conceal::{CountOf, Counted, Quantity, Together};
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

/// Where the flows of the poor and of the near-poor stand among all counts that are shown together.
pub(super) struct FlowPlaces([Vec<usize>; 2]);

impl FlowPlaces {
    /// Puts them among others, after those of the classes.
    pub fn put(sums: &[Balance; 2], together: &mut Together) -> FlowPlaces {
        let lines = flow_lines(sums, true);
        let counts = counts(sums, &lines);
        let put = |near_poor: bool, together: &mut Together| {
            let of = lines.iter().zip(&counts[usize::from(near_poor)]);
            let places = of.map(|(line, count)| {
                let quantity = match line {
                    FlowLine::Besides(flow) => Some(Counted::Flow { near_poor, flow: *flow }),
                    FlowLine::Part(_) | FlowLine::Stayed => None,
                };
                together.put(quantity.map(|of| Quantity { unit: None, of }), *count, CountOf::Somebody)
            });
            places.collect::<Vec<usize>>()
        };
        let places = [false, true].map(|near_poor| put(near_poor, together));
        let (stayed, last) = (stayed(&lines), lines.len() - 1);
        for (own, class) in places.iter().zip(["poor", "near_poor"]) {
            together.add(own[0], own[1..=stayed].iter().copied());
            together.add(own[last], own[stayed..last].iter().copied());
            let of = Counted::When(format!("class = '{class}'"));
            if let Some(of_class) = together.find(&Quantity { unit: None, of }) {
                together.add(own[last], [of_class]);
            }
        }
        // who left the one for the other came to it: the same number stands twice
        let [poor, near_poor] = &places;
        together.add(poor[1], [near_poor[stayed + 1]]);
        together.add(near_poor[2], [poor[stayed + 1]]);
        FlowPlaces(places)
    }

    /// Which of them are hidden.
    pub fn of(&self, hidden: &[bool]) -> [Vec<bool>; 2] {
        self.0.each_ref().map(|places| places.iter().map(|place| hidden[*place]).collect())
    }
}

/// The numbers of `lines` of the poor and the near-poor, but for those that are hidden.
pub(super) fn flow_figures(
    sums: &[Balance; 2],
    lines: &[FlowLine],
    hidden: Option<&[Vec<bool>; 2]>,
) -> [Vec<Figure>; 2] {
    let counts = counts(sums, lines).map(|own| own.into_iter().map(Figure::Count).collect::<Vec<_>>());
    let Some(hidden) = hidden else { return counts };
    let mut hidden = hidden.iter();
    counts.map(|own| {
        let hidden = hidden.next().into_iter().flatten();
        own.into_iter().zip(hidden).map(|(figure, hidden)| if *hidden { Figure::Hidden } else { figure }).collect()
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

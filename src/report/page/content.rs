//! What the page says, as plain data: figures, tables, flows, what is open and why, data problems, sources. No names or ids of
//! households, nothing of how numbers came about or how they look.

use jiff::civil::Date;

use crate::lang::Exact;
use crate::survey::codebook::Title;

/// Everything on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageContent {
    /// The day of the review.
    pub review: Date,
    /// The unit above all communes, where they have only one: a district or a province. Empty otherwise.
    pub place: String,
    /// What households were classified with.
    pub standard: PageStandard,
    /// The version of the program.
    pub version: String,
    /// The standard's classes in their order.
    pub classes: Vec<PageClass>,
    /// The standard's indicators in the order of their numbers.
    pub indicators: Vec<PageIndicator>,
    /// A line a commune, in the order of the survey.
    pub communes: Vec<CommuneLine>,
    /// All communes together.
    pub total: CommuneLine,
    /// Households of unknown size, which are not among the persons.
    pub persons_unknown: i64,
    /// Rows of the survey that are no households.
    pub rejected: i64,
    /// What the review before had of this, where it is known.
    pub previous: Option<Previous>,
    /// The deprivations of each class that counts as poverty, in all communes.
    pub deprivations: Vec<Deprivations>,
    /// The rates of the indicators in each commune.
    pub heat: Heat,
    /// What became of the poor and the near-poor; empty where no review before is known.
    pub flows: Vec<Flow>,
    /// The households whose class is open.
    pub undetermined: Undetermined,
    /// The data problems by kind, the most frequent first.
    pub problems: Vec<ProblemLine>,
    /// The files all this comes from.
    pub sources: Vec<Source>,
    /// Counts of households below this are hidden, with as many others as it takes that sums do not tell them; none if nothing
    /// is.
    pub hidden_below: Option<i64>,
}

/// A number, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// How many.
    Count(i64),
    /// A percentage.
    Rate(Exact),
    /// There is nothing to say: a rate over zero.
    Blank,
    /// The survey does not tell.
    Unknown,
    /// Not shown, so that nobody is recognised.
    Hidden,
}

impl Figure {
    /// The number; none where there is none to see.
    pub fn number(self) -> Option<Exact> {
        match self {
            Figure::Count(count) => Some(Exact::int(count)),
            Figure::Rate(rate) => Some(rate).filter(|rate| rate.is_finite()),
            Figure::Blank | Figure::Unknown | Figure::Hidden => None,
        }
    }
}

/// The standard, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageStandard {
    /// Machine name: `decree-07-2021`.
    pub id: String,
    /// Names for people.
    pub title: Title,
    /// The legal act.
    pub reference: Title,
    /// Answers to its open questions other than the defaults, as `id=choice`.
    pub settings: Vec<String>,
}

/// A class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageClass {
    /// Machine name.
    pub id: String,
    /// For people.
    pub title: Title,
    /// For narrow column heads.
    pub short: Title,
    /// Counts in the poverty rate.
    pub poverty: bool,
}

/// A deprivation indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageIndicator {
    /// Its number on official forms.
    pub number: i64,
    /// For people.
    pub title: Title,
    /// For narrow column heads.
    pub short: Title,
    /// The basic social service it belongs to.
    pub dimension: Title,
}

/// What is counted of a commune, or of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommuneLine {
    /// The unit above; empty where it is not told.
    pub upper: String,
    /// The commune; empty where the survey does not tell it.
    pub name: String,
    /// Households: classified and undetermined.
    pub households: Figure,
    /// Their members.
    pub persons: Figure,
    /// For each class of [`PageContent::classes`] how many households are of it, and their rate among all.
    pub classes: Vec<(Figure, Figure)>,
    /// Households whose class is open.
    pub undetermined: Figure,
    /// The multidimensional poverty rate.
    pub poverty_rate: Figure,
}

/// The figures of the review before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// Which one, as people call it: its year. Empty where it is not told.
    pub name: String,
    /// Households; unknown where only a list of the poor and near-poor is known.
    pub households: Figure,
    /// By class of [`PageContent::classes`]; unknown for those the list does not tell.
    pub classes: Vec<Figure>,
    /// The multidimensional poverty rate.
    pub poverty_rate: Figure,
}

/// The deprivations of the households of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprivations {
    /// The class.
    pub title: Title,
    /// How many households there are.
    pub households: Figure,
    /// By indicator.
    pub indicators: Vec<Deprivation>,
}

/// Deprivation in one indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprivation {
    /// Households certainly deprived.
    pub count: Figure,
    /// Their rate.
    pub rate: Figure,
    /// Households of which it is unknown.
    pub unknown: Figure,
    /// Their rate.
    pub unknown_rate: Figure,
}

/// Rates commune by indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heat {
    /// Of which households, as it stands within a sentence.
    pub of: Title,
    /// A line a commune, in the order of [`PageContent::communes`].
    pub communes: Vec<HeatLine>,
    /// All communes together.
    pub total: HeatLine,
}

/// The rates of one commune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatLine {
    /// The unit above; empty where it is not told.
    pub upper: String,
    /// The commune; empty where the survey does not tell it.
    pub name: String,
    /// How many households the rates are of.
    pub households: Figure,
    /// By indicator.
    pub rates: Vec<Figure>,
}

/// How the number of households of a class went from one review to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The class.
    pub title: Title,
    /// From the start over those who left, stayed and came to the end.
    pub steps: Vec<FlowStep>,
}

/// A part of a [`Flow`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowStep {
    /// What it is.
    pub title: Title,
    /// What it does to the number.
    pub kind: StepKind,
    /// How many households.
    pub households: Figure,
}

/// What a part of a flow does to the number of households.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// It is the number at the start.
    Start,
    /// They left.
    Out,
    /// They stayed.
    Stay,
    /// They came.
    In,
    /// It is the number at the end.
    End,
}

/// The households whose class the missing answers leave open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undetermined {
    /// How many there are.
    pub households: Figure,
    /// By the classes possible: indices into [`PageContent::classes`], and how many households. The most first.
    pub open: Vec<(Vec<usize>, i64)>,
    /// What is missing, the most frequent first.
    pub missing: Vec<MissingLine>,
    /// By class of [`PageContent::classes`]: how many households are of it at least and at most.
    pub bounds: Vec<(i64, i64)>,
}

impl Default for Undetermined {
    fn default() -> Undetermined {
        Undetermined { households: Figure::Count(0), open: Vec::new(), missing: Vec::new(), bounds: Vec::new() }
    }
}

/// An answer that undetermined households lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingLine {
    /// The indicator's number, if it is one.
    pub number: Option<i64>,
    /// What is missing.
    pub title: Title,
    /// Of how many undetermined households.
    pub households: i64,
    /// Of these, how many lack nothing else.
    pub alone: i64,
}

/// Data problems of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemLine {
    /// Machine name.
    pub code: String,
    /// What is wrong.
    pub title: Title,
    /// How many there are.
    pub count: u64,
    /// The fields concerned, the most frequent first.
    pub fields: Vec<Title>,
    /// Where the first one is.
    pub first: String,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What it is to the review.
    pub role: Title,
    /// Its name, without folders.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
}

//! The standards and the codebook compiled into the program.

/// A rules file compiled in.
#[derive(Clone, Debug)]
pub struct BuiltIn {
    /// The standard's id, by which `--rules` names it.
    pub id: &'static str,
    /// The review years it applies to, as in its text.
    pub years: std::ops::RangeInclusive<i16>,
    /// The file's name in messages.
    pub source: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Every standard compiled in, by the years they apply to.
pub const BUILT_IN: [BuiltIn; 3] = [
    BuiltIn {
        id: "decision-59-2015",
        years: 2016..=2021,
        source: "rules/decision-59-2015.toml",
        text: include_str!("../../rules/decision-59-2015.toml"),
    },
    BuiltIn {
        id: "decree-07-2021",
        years: 2022..=2026,
        source: "rules/decree-07-2021.toml",
        text: include_str!("../../rules/decree-07-2021.toml"),
    },
    BuiltIn {
        id: "decree-351-2025",
        years: 2027..=2030,
        source: "rules/decree-351-2025.toml",
        text: include_str!("../../rules/decree-351-2025.toml"),
    },
];

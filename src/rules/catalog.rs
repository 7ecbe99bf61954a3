//! The standards, support files and plans compiled into the program.

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

/// A support file or plan compiled in.
#[derive(Clone, Copy, Debug)]
pub struct BuiltInText {
    /// Its id, by which the command line names it.
    pub id: &'static str,
    /// The file's name in messages.
    pub source: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Every support file compiled in; the first is the default.
pub const BUILT_IN_SUPPORT: [BuiltInText; 1] = [BuiltInText {
    id: "support-2022",
    source: "rules/support-2022.toml",
    text: include_str!("../../rules/support-2022.toml"),
}];

/// Every plan with targets compiled in.
pub const BUILT_IN_PLANS: [BuiltInText; 1] = [BuiltInText {
    id: "plan-yen-chau-2022",
    source: "rules/plan-yen-chau-2022.toml",
    text: include_str!("../../rules/plan-yen-chau-2022.toml"),
}];

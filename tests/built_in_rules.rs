//! The standards compiled in: they load without a finding, and every case in them comes out as the law says.

use std::sync::Arc;

use jiff::civil::date;
use rasoat::rules::{self, BUILT_IN, testing};
use rasoat::survey::codebook_file::default_codebook;

#[test]
fn every_case_of_every_standard_holds() {
    let codebook = Arc::new(default_codebook().unwrap_or_else(|report| panic!("{}", report.render(false))));
    for built_in in BUILT_IN {
        let (rules, report) = rules::load(built_in.source, built_in.text, &codebook);
        assert!(report.diagnostics.is_empty(), "{}", report.render(false));
        let rules = Arc::new(rules.expect("rules without errors are loaded"));
        assert_eq!(rules.id, built_in.id);
        assert_eq!(rules.valid_from, date(*built_in.years.start(), 1, 1));
        assert_eq!(rules.valid_to, date(*built_in.years.end(), 12, 31));
        let result = testing::run(&rules);
        assert!(result.run > 20, "{}: only {} cases", rules.id, result.run);
        assert_eq!(result.failures, [], "{}", rules.id);
    }
}

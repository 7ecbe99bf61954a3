//! What is going to be read of a survey's files, so that those who read can tell how far they are.

use std::sync::Arc;

use super::open::Survey;
use super::source::Meter;

impl Survey<'_> {
    /// Says to the files that [`Survey::read`] is going to read them: each sheet once for the households and once for the
    /// members in it. What counts them.
    pub fn expect_readings(&self) -> Vec<Arc<Meter>> {
        let mut sheets = vec![Vec::new(); self.sources.len()];
        for part in self.households.iter().chain(&self.members) {
            let layout = self.sheet(part.sheet);
            sheets[layout.source].push(layout.index);
        }
        let of_source = self.sources.iter().zip(&sheets).filter(|(_, sheets)| !sheets.is_empty());
        of_source.filter_map(|(source, sheets)| source.expect_readings(sheets)).collect()
    }
}

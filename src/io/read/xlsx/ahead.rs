//! The merged cells of large sheets, looked up before someone asks: they stand behind all cells of a sheet, so that it has to
//! be unpacked to its end, while whoever opened the workbook reads texts and first rows.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use super::super::error::Fault;
use super::super::guard::guarded;
use super::super::merges::{self, Merge};
use super::super::source::Source;

/// A sheet whose part is shorter is looked at when someone asks.
const LARGE: u64 = 8 << 20;

/// The merged cells of the sheets of a workbook.
#[derive(Clone)]
pub(super) struct MergesAhead {
    source: Source,
    sheets: Arc<[Looked]>,
}

struct Looked {
    /// The part with the cells.
    part: String,
    found: OnceLock<Result<Vec<Merge>, Fault>>,
}

impl MergesAhead {
    /// Begins to look at the large ones of some parts, whose lengths are those that the file claims.
    pub(super) fn of(source: &Source, parts: &[(String, u64)]) -> MergesAhead {
        let sheets = parts.iter().map(|(part, _)| Looked { part: part.clone(), found: OnceLock::new() }).collect();
        let merges = MergesAhead { source: source.clone(), sheets };
        let large: Arc<[usize]> = (0..parts.len()).filter(|sheet| parts[*sheet].1 > LARGE).collect();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        if cores > 1 {
            let next = Arc::new(AtomicUsize::new(0));
            for _ in 0..cores.min(large.len()) {
                let (merges, large, next) = (merges.clone(), Arc::clone(&large), Arc::clone(&next));
                let work = move || {
                    while let Some(sheet) = large.get(next.fetch_add(1, Ordering::Relaxed)) {
                        merges.look(*sheet);
                    }
                };
                // Without the thread, it is done when someone asks.
                let _ = thread::Builder::new().name("look for merges".into()).spawn(work);
            }
        }
        merges
    }

    /// The merged cells of a sheet.
    pub(super) fn get(&self, sheet: usize) -> Result<Vec<Merge>, Fault> {
        self.look(sheet).clone()
    }

    fn look(&self, sheet: usize) -> &Result<Vec<Merge>, Fault> {
        let looked = &self.sheets[sheet];
        looked.found.get_or_init(|| {
            guarded(|| merges::of_part(&self.source, &looked.part))
                .unwrap_or_else(|| Err(Fault::Damaged("a value in it is out of place".into())))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Input;

    /// Sheets large and small, in a workbook with more of them than there are threads.
    #[test]
    fn every_sheet_has_its_own() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let format = rust_xlsxwriter::Format::new();
        for at in 0..4u32 {
            let sheet = book.add_worksheet();
            sheet.merge_range(at, 0, at + 1, 0, "a", &format).unwrap();
            let rows = if at % 2 == 0 { 90_000 } else { 5 };
            for row in 10..rows {
                sheet.write_string(row, 1, "the same long text in every row, so that the part is large").unwrap();
                sheet.write_number(row, 2, 0.0).unwrap();
            }
        }
        let bytes = book.save_to_buffer().unwrap();
        let input = Input::from_reader("a", &mut &*bytes).unwrap();
        for sheet in [3, 0, 2, 1, 0] {
            let merges = input.merges(sheet).unwrap();
            assert_eq!(merges.len(), 1);
            assert_eq!((merges[0].first_row, merges[0].last_row), (sheet as u32 + 1, sheet as u32 + 2));
        }
    }
}

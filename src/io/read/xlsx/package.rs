//! Where the parts of a workbook are: its sheets, texts and styles, by the relations that the parts name. Knows nothing of
//! what is in a sheet.

use std::io::{BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashMap;

use super::super::SheetInfo;
use super::super::error::Fault;
use super::super::source::{Bytes, Source};
use super::super::workbook::zip_fault;
use super::super::xml::{Events, attribute};

type Zip = zip::ZipArchive<BufReader<Bytes>>;

/// The most sheets of a workbook; Excel's limit is memory.
const MOST_SHEETS: usize = 4096;

/// An opened file with its parts by name.
pub(super) struct Package {
    zip: Zip,
    /// Names are found whatever their case, as Excel does.
    parts: FxHashMap<String, usize>,
}

/// What a workbook consists of.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The sheets with cells, in the order of their tabs, each with its part.
    pub(super) sheets: Vec<(SheetInfo, String)>,
    pub(super) strings: Option<String>,
    pub(super) styles: Option<String>,
    pub(super) from_1904: bool,
}

impl Package {
    pub(super) fn open(source: &Source) -> Result<Package, Fault> {
        let bytes = source.open().map_err(|error| Fault::from_io(&error))?;
        let zip = zip::ZipArchive::new(BufReader::with_capacity(64 << 10, bytes)).map_err(zip_fault)?;
        let names = zip.file_names_raw().enumerate();
        let fold = |name: &[u8]| String::from_utf8_lossy(name).replace('\\', "/").to_lowercase();
        let parts = names.map(|(at, name)| (fold(name).trim_start_matches('/').to_owned(), at)).collect();
        Ok(Package { zip, parts })
    }

    /// The bytes of a part; `None` if it is not there.
    pub(super) fn part<'p>(&'p mut self, name: &str) -> Result<Option<impl Read + use<'p>>, Fault> {
        match self.parts.get(&name.to_lowercase()) {
            Some(at) => self.zip.by_index(*at).map(Some).map_err(zip_fault),
            None => Ok(None),
        }
    }

    /// How many bytes a part takes in the file.
    pub(super) fn stored(&mut self, name: &str) -> Option<u64> {
        let at = self.parts.get(&name.to_lowercase())?;
        self.zip.by_index_data(*at).ok().map(|part| part.compressed_size())
    }

    /// How many bytes a part has, as the file claims; none if it is not there.
    pub(super) fn length(&mut self, name: &str) -> u64 {
        let at = self.parts.get(&name.to_lowercase());
        at.and_then(|at| self.zip.by_index_raw(*at).ok()).map_or(0, |part| part.size())
    }

    /// Reads which sheets there are.
    pub(super) fn contents(&mut self) -> Result<Contents, Fault> {
        let mut book = None;
        self.each("_rels/.rels", &mut |tag| {
            if tag.local_name().as_ref() == "Relationship"
                && attribute(tag, "Type")?.is_some_and(|kind| kind.ends_with("/officeDocument"))
            {
                book = attribute(tag, "Target")?;
            }
            Ok(())
        })?;
        let book = resolve("", book.as_deref().unwrap_or("xl/workbook.xml"));
        let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
        let relations = match folder {
            "" => format!("_rels/{file}.rels"),
            folder => format!("{folder}/_rels/{file}.rels"),
        };
        let mut contents = Contents::default();
        let mut targets: FxHashMap<String, (String, bool)> = FxHashMap::default();
        self.each(&relations, &mut |tag| {
            let (id, target) = (attribute(tag, "Id")?, attribute(tag, "Target")?);
            let kind = attribute(tag, "Type")?.unwrap_or_default();
            if let (Some(id), Some(target)) = (id, target) {
                let target = resolve(folder, &target);
                match kind.rsplit('/').next() {
                    Some("sharedStrings") => contents.strings = Some(target),
                    Some("styles") => contents.styles = Some(target),
                    kind => {
                        targets.insert(id, (target, kind == Some("worksheet")));
                    }
                }
            }
            Ok(())
        })?;
        let mut sheets: Vec<(SheetInfo, Option<String>)> = Vec::new();
        // where the relations do not name them they are where all programs put them
        for (part, usual) in [(&mut contents.strings, "sharedStrings.xml"), (&mut contents.styles, "styles.xml")] {
            let usual = resolve(folder, usual);
            if part.is_none() && self.parts.contains_key(&usual.to_lowercase()) {
                *part = Some(usual);
            }
        }
        let from_1904 = &mut contents.from_1904;
        self.each(&book, &mut |tag| {
            match tag.local_name().as_ref() {
                "sheet" => {
                    let name = attribute(tag, "name")?.unwrap_or_default();
                    let hidden = attribute(tag, "state")?.is_some_and(|state| state != "visible");
                    sheets.push((SheetInfo { name, hidden }, attribute(tag, "id")?));
                }
                "workbookPr" => {
                    if let Some(value) = attribute(tag, "date1904")? {
                        *from_1904 = value == "1" || value == "true";
                    }
                }
                _ => {}
            }
            if sheets.len() > MOST_SHEETS {
                return Err(Fault::Damaged("it has more sheets than a workbook can have".into()));
            }
            Ok(())
        })?;
        for (info, id) in sheets {
            // charts and macros have sheets of their own, without cells
            match id.and_then(|id| targets.get(&id)) {
                Some((part, true)) => contents.sheets.push((info, part.clone())),
                Some((_, false)) => {}
                None => return Err(Fault::Damaged(format!("its sheet `{}` is not there", info.name))),
            }
        }
        Ok(contents)
    }

    fn each(&mut self, part: &str, show: &mut dyn FnMut(&BytesStart<'_>) -> Result<(), Fault>) -> Result<(), Fault> {
        let Some(text) = self.part(part)? else { return Ok(()) };
        let mut events = Events::new(text);
        while let Some(event) = events.next()? {
            if let Event::Start(tag) = event {
                show(&tag)?;
            }
        }
        Ok(())
    }
}

/// The name of a part from the folder of the part that names it: `../xl/./a%20b.xml`.
fn resolve(folder: &str, target: &str) -> String {
    let (base, target) = match target.strip_prefix('/') {
        Some(from_top) => ("", from_top),
        None => (folder, target),
    };
    let mut path: Vec<&str> = Vec::new();
    let target = target.replace('\\', "/");
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    decoded(&path.join("/"))
}

/// A name with its `%20`s.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
        match (first, after.get(..2).and_then(hex)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_names_of_parts() {
        for (folder, target, part) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "./worksheets/../sheet1.xml", "xl/sheet1.xml"),
            ("xl", "../xl/a%20b.xml", "xl/a b.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("", "100%", "100%"),
        ] {
            assert_eq!(resolve(folder, target), part);
        }
    }
}

//! The container of older Office files: a small file system in a file. Finds streams by name and writes a container with one
//! stream. Knows nothing of workbooks.

/// Ends a chain of sectors.
const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
/// Streams shorter than this lie in the small sectors of the root's stream.
const SMALL: u64 = 4096;
const SMALL_SECTOR: usize = 64;
const ENTRY: usize = 128;

pub(super) const SIGNATURE: [u8; 8] = *b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// An opened container.
pub(super) struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number))
}

impl<'a> Ole<'a> {
    /// `None` where the container contradicts itself or breaks off.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Ole<'a>> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut ole =
            Ole { bytes, sector, table: Vec::new(), small_table: Vec::new(), small: Vec::new(), entries: Vec::new() };
        let most = bytes.len() / sector + 1;

        let mut tables: Vec<u32> = numbers(bytes.get(76..512)?).collect();
        let mut more = u32_at(bytes, 68)?;
        let mut seen = 0;
        while more < END - 3 {
            seen += 1;
            if seen > most {
                return None;
            }
            tables.extend(numbers(ole.sector(more)?));
            more = tables.pop()?;
        }
        for id in tables.into_iter().filter(|&id| id < END - 3).take(most) {
            ole.table.extend(numbers(ole.sector(id)?));
        }

        let directory = ole.chain(u32_at(bytes, 48)?, u64::MAX)?;
        for entry in directory.as_chunks::<ENTRY>().0 {
            let length = usize::from(u16_at(entry, 64)?.min(64)) / 2;
            let name = entry[..64].as_chunks::<2>().0.iter().take(length).map(|unit| u16::from_le_bytes(*unit));
            let name: String =
                char::decode_utf16(name).map(|c| c.unwrap_or('\u{fffd}')).take_while(|&c| c != '\0').collect();
            let high = if sector == 512 { 0 } else { u64::from(u32_at(entry, 124)?) << 32 };
            ole.entries.push(Entry { name, start: u32_at(entry, 116)?, size: high | u64::from(u32_at(entry, 120)?) });
        }
        if u32_at(bytes, 64)? > 0 {
            let root = ole.entries.first()?;
            let (start, size) = (root.start, root.size);
            ole.small = ole.chain(start, size)?;
            ole.small_table = numbers(&ole.chain(u32_at(bytes, 60)?, u64::MAX)?).collect();
        }
        Some(ole)
    }

    /// Whether there is a stream of that name; case does not count.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The content of a stream; `None` if there is none, or it breaks off.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let content = if entry.size < SMALL {
            self.small_chain(entry.start, entry.size)?
        } else {
            self.chain(entry.start, entry.size)?
        };
        (content.len() as u64 == entry.size).then_some(content)
    }

    /// The last sector of a file may be cut short.
    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(start..)?;
        (!rest.is_empty()).then(|| &rest[..rest.len().min(self.sector)])
    }

    fn chain(&self, start: u32, size: u64) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut id = start;
        for _ in 0..=self.table.len() {
            if id == END || content.len() as u64 >= size {
                content.truncate(usize::try_from(size).unwrap_or(usize::MAX));
                return Some(content);
            }
            content.extend_from_slice(self.sector(id)?);
            id = *self.table.get(id as usize)?;
        }
        None
    }

    fn small_chain(&self, start: u32, size: u64) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut id = start;
        while (content.len() as u64) < size {
            let at = id as usize * SMALL_SECTOR;
            let rest = self.small.get(at..)?;
            if rest.is_empty() {
                return None;
            }
            content.extend_from_slice(&rest[..rest.len().min(SMALL_SECTOR)]);
            id = *self.small_table.get(id as usize)?;
        }
        content.truncate(size as usize);
        Some(content)
    }
}

/// The most bytes [`container`] takes.
pub(super) const MOST: usize = 256 << 20;

/// A container with one stream; a stream that is too short to stand alone is filled with zeros.
///
/// # Panics
/// If the stream is longer than [`MOST`].
pub(super) fn container(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 4096;
    assert!(stream.len() <= MOST, "the caller checks the size");
    let size = stream.len().max(SMALL as usize);
    let sectors = size.div_ceil(SECTOR) as u32;
    // Tables, then the directory, then the stream.
    let tables = (0u32..).find(|tables| tables * (SECTOR as u32 / 4) > tables + sectors).unwrap_or_default();
    let directory = tables;

    let mut bytes = vec![0; SECTOR];
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(0, &SIGNATURE);
    for (at, value) in [(24, 0x3E), (26, 4), (28, 0xFFFE), (30, 12), (32, 6)] {
        put(at, &u16::to_le_bytes(value));
    }
    for (at, value) in [(40, 1), (44, tables), (48, directory), (56, SMALL as u32), (60, END), (68, END)] {
        put(at, &u32::to_le_bytes(value));
    }
    for slot in 0..109u32 {
        put(76 + 4 * slot as usize, &(if slot < tables { slot } else { FREE }).to_le_bytes());
    }

    let first = directory + 1;
    for id in 0..tables * (SECTOR as u32 / 4) {
        let next = match id {
            id if id < tables => 0xFFFF_FFFD,
            id if id == directory => END,
            id if id + 1 == first + sectors => END,
            id if id < first + sectors => id + 1,
            _ => FREE,
        };
        bytes.extend_from_slice(&next.to_le_bytes());
    }
    for (name, kind, child, start, size) in [("Root Entry", 5, 1, 0, 0), (name, 2, FREE, first, size as u64)] {
        let mut entry = [0; ENTRY];
        for (place, unit) in entry.as_chunks_mut::<2>().0.iter_mut().zip(name.encode_utf16()) {
            *place = unit.to_le_bytes();
        }
        let length = 2 * (name.encode_utf16().count() as u16 + 1);
        entry[64..66].copy_from_slice(&length.to_le_bytes());
        entry[66] = kind;
        entry[67] = 1;
        for (at, value) in [(68, FREE), (72, FREE), (76, child), (116, start)] {
            entry[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
        }
        entry[120..128].copy_from_slice(&size.to_le_bytes());
        bytes.extend_from_slice(&entry);
    }
    bytes.resize((2 + tables as usize) * SECTOR, 0);
    bytes.extend_from_slice(stream);
    bytes.resize((2 + tables as usize + sectors as usize) * SECTOR, 0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out() {
        for length in [1, 4096, 4097, 5 << 20] {
            let stream: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let bytes = container("Workbook", &stream);
            let ole = Ole::open(&bytes).unwrap();
            assert!(ole.has("WORKBOOK") && !ole.has("Book"));
            let back = ole.stream("Workbook").unwrap();
            assert_eq!(back.len(), length.max(4096));
            assert_eq!(back[..length], stream);
        }
    }

    #[test]
    fn a_circle_of_sectors_ends() {
        let mut bytes = container("Workbook", &[1; 10_000]);
        // The directory's sector, number 1, is said to be followed by itself.
        bytes[4096 + 4..4096 + 8].copy_from_slice(&1u32.to_le_bytes());
        assert!(Ole::open(&bytes).is_none());
        assert!(Ole::open(&bytes[..600]).is_none());
        assert!(Ole::open(&[]).is_none());
    }
}

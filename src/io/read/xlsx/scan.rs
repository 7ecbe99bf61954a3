//! The tags and texts of a plain xml text, by a scan over its bytes that holds no more than one of them. Knows elements,
//! attributes, texts and references; of anything else it says so. Knows nothing of what the elements mean.

use std::borrow::Cow;
use std::io::Read;

use memchr::{memchr, memchr2, memmem};

use super::super::MAX_CELL_BYTES;
use super::super::error::Fault;

/// Why a scan stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// The text has something that this reader leaves to a complete one: a declaration, an encoding other than UTF-8.
    Unusual,
    /// It ends too soon, cannot be read, or has no end of a tag or text where one must be.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

/// How many bytes are read at a time.
const CHUNK: usize = 64 << 10;
/// The longest tag or text. In a file two bytes may stand for one, and a reference for a letter takes up to ten.
const LONGEST: usize = 10 * MAX_CELL_BYTES;

/// A tag and the text before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'s> {
    /// The text between the tag before and this one, as it stands.
    pub(super) text: &'s [u8],
    /// The element's name, with what stands before its colon.
    pub(super) name: &'s [u8],
    /// What stands behind the name.
    attributes: &'s [u8],
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    End,
    /// A start and an end at once.
    Empty,
}

/// A text that is read tag by tag.
pub(super) struct Scan<R> {
    inner: R,
    buffer: Vec<u8>,
    /// What of the buffer is not yet given.
    at: usize,
    filled: usize,
    begun: bool,
    /// The text before the next tag, where a comment or a section of plain characters parts it.
    parted: Vec<u8>,
}

impl<R: Read> Scan<R> {
    pub(super) fn new(inner: R) -> Scan<R> {
        Scan { inner, buffer: vec![0; CHUNK], at: 0, filled: 0, begun: false, parted: Vec::new() }
    }

    /// What is held of the text behind the tag given last; it may end anywhere.
    pub(super) fn window(&self) -> &[u8] {
        &self.buffer[self.at..self.filled]
    }

    /// Goes on behind so many bytes of the [window](Scan::window).
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.filled);
    }

    /// The next tag; `None` at the end of the text.
    pub(super) fn next(&mut self) -> Result<Option<Tag<'_>>, Stop> {
        self.parted.clear();
        loop {
            let mut searched = 0;
            let open = loop {
                let rest = &self.buffer[self.at + searched..self.filled];
                let found = if rest.first() == Some(&b'<') { Some(0) } else { memchr(b'<', rest) };
                match found {
                    Some(open) => break searched + open,
                    None => searched = self.filled - self.at,
                }
                if !self.more()? {
                    return match self.buffer[self.at..self.filled].trim_ascii() {
                        [] | [0xEF, 0xBB, 0xBF] => Ok(None),
                        _ => Err(Fault::Truncated.into()),
                    };
                }
            };
            if self.is_aside(open)? {
                continue;
            }
            let close = loop {
                match tag_end(&self.buffer[self.at + open + 1..self.filled]) {
                    Some(end) => break open + 1 + end,
                    None if self.more()? => {}
                    None => return Err(Fault::Truncated.into()),
                }
            };
            let start = self.at;
            self.at += close + 1;
            match self.buffer[start + open + 1] {
                b'!' => return Err(Stop::Unusual),
                b'?' => {
                    self.is_utf8(start, start + open, start + close)?;
                    continue;
                }
                _ => {}
            }
            let all = &self.buffer[start..start + close];
            if self.parted.is_empty() {
                return Ok(Some(tag(&all[..open], &all[open + 1..])));
            }
            self.parted.extend_from_slice(&all[..open]);
            return Ok(Some(tag(&self.parted, &all[open + 1..])));
        }
    }

    /// Passes a comment, or keeps a section of plain characters as text; false where neither begins at `open`.
    fn is_aside(&mut self, open: usize) -> Result<bool, Stop> {
        const COMMENT: &[u8] = b"<!--";
        const SECTION: &[u8] = b"<![CDATA[";
        while self.filled - self.at < open + SECTION.len() && self.more()? {}
        let rest = &self.buffer[self.at + open..self.filled];
        let (length, end): (usize, &[u8]) = match rest {
            rest if rest.starts_with(COMMENT) => (COMMENT.len(), b"-->"),
            rest if rest.starts_with(SECTION) => (SECTION.len(), b"]]>"),
            _ => return Ok(false),
        };
        let inside = open + length;
        let close = loop {
            match memmem::find(&self.buffer[self.at + inside..self.filled], end) {
                Some(close) => break inside + close,
                None if self.more()? => {}
                None => return Err(Fault::Truncated.into()),
            }
        };
        let all = &self.buffer[self.at..self.at + close];
        self.parted.extend_from_slice(&all[..open]);
        if end == b"]]>" {
            for &byte in &all[inside..] {
                match byte {
                    b'&' => self.parted.extend_from_slice(b"&amp;"),
                    byte => self.parted.push(byte),
                }
            }
        }
        if self.parted.len() > LONGEST {
            return Err(Fault::TextTooLong.into());
        }
        self.at += close + end.len();
        Ok(true)
    }

    /// Checks that a declaration at the very start names no other encoding.
    fn is_utf8(&self, start: usize, open: usize, close: usize) -> Result<(), Stop> {
        let before = &self.buffer[start..open];
        let words = &self.buffer[open..close];
        let is_first = matches!(before, [] | [0xEF, 0xBB, 0xBF]) && words.starts_with(b"<?xml ");
        let encoding = memmem::find(words, b"encoding").map(|at| &words[at + 8..]);
        let utf8 = encoding.is_none_or(|rest| {
            let value = rest.trim_ascii_start().strip_prefix(b"=").unwrap_or(rest).trim_ascii_start();
            value.get(1..6).is_some_and(|name| name.eq_ignore_ascii_case(b"utf-8"))
        });
        if is_first && utf8 { Ok(()) } else { Err(Stop::Unusual) }
    }

    /// Reads on, keeping what is not yet given; false at the end.
    fn more(&mut self) -> Result<bool, Stop> {
        let kept = self.filled - self.at;
        if kept > LONGEST {
            return Err(Fault::TextTooLong.into());
        }
        self.buffer.copy_within(self.at..self.filled, 0);
        (self.at, self.filled) = (0, kept);
        if self.buffer.len() < kept + CHUNK {
            self.buffer.resize(2 * kept + CHUNK, 0);
        }
        let room = kept + CHUNK;
        let count = self.inner.read(&mut self.buffer[kept..room]).map_err(|error| Fault::from_io(&error))?;
        self.filled = kept + count;
        // two bytes a letter
        if !std::mem::replace(&mut self.begun, true) && matches!(self.buffer[..], [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
            return Err(Stop::Unusual);
        }
        Ok(count > 0)
    }

    /// To the end of the element whose start was given last.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        let mut depth = 1u64;
        while depth > 0 {
            let Some(tag) = self.next()? else { return Err(Fault::Truncated.into()) };
            match tag.kind {
                Kind::Start => depth += 1,
                Kind::End => depth -= 1,
                Kind::Empty => {}
            }
        }
        Ok(())
    }
}

/// Where a tag ends; a value in quotes may hold the sign that ends it. Most tags are some bytes long, so a search for many at
/// once would not pay.
fn tag_end(inside: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match *inside.get(at)? {
            b'>' => return Some(at),
            quote @ (b'"' | b'\'') => at += 2 + memchr(quote, &inside[at + 1..])?,
            _ => at += 1,
        }
    }
}

/// A tag from what stands between its signs.
fn tag<'s>(text: &'s [u8], inside: &'s [u8]) -> Tag<'s> {
    let (inside, kind) = match inside {
        [b'/', name @ ..] => (name, Kind::End),
        [start @ .., b'/'] => (start, Kind::Empty),
        start => (start, Kind::Start),
    };
    let end = inside.iter().position(|byte| byte.is_ascii_whitespace()).unwrap_or(inside.len());
    Tag { text, name: &inside[..end], attributes: &inside[end..], kind }
}

impl<'s> Tag<'s> {
    /// The attributes in order: whole name, and value as it stands.
    pub(super) fn attributes(&self) -> Attributes<'s> {
        Attributes { rest: self.attributes }
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &[u8]) -> Option<&'s [u8]> {
        self.attributes().find(|(own, _)| *own == name).map(|(_, value)| value)
    }
}

/// What [`Tag::attributes`] gives; ends at what is no attribute.
pub(super) struct Attributes<'s> {
    rest: &'s [u8],
}

impl<'s> Iterator for Attributes<'s> {
    type Item = (&'s [u8], &'s [u8]);

    fn next(&mut self) -> Option<(&'s [u8], &'s [u8])> {
        let rest = self.rest.trim_ascii_start();
        let equals = rest.iter().position(|byte| *byte == b'=')?;
        let name = rest[..equals].trim_ascii_end();
        let (quote, value) = rest[equals + 1..].trim_ascii_start().split_first()?;
        let end = value.iter().position(|byte| byte == quote)?;
        self.rest = &value[end + 1..];
        Some((name, &value[..end]))
    }
}

/// The characters that a piece of text stands for: references are replaced, and every line end is a line feed.
pub(super) fn characters(text: &[u8]) -> Result<Cow<'_, str>, Stop> {
    let text = std::str::from_utf8(text).map_err(|_| Stop::Unusual)?;
    if memchr2(b'&', b'\r', text.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let text =
        if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text.into() };
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (name, after) = rest[at + 1..].split_once(';').ok_or(Stop::Unusual)?;
        out.push(reference(name).ok_or(Stop::Unusual)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

fn reference(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        name => name.strip_prefix('#')?,
    };
    let (digits, radix) = match code.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (code, 10),
    };
    let digits_only = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let code = u32::from_str_radix(digits, radix).ok().filter(|code| digits_only && *code != 0)?;
    char::from_u32(code)
}

/// Characters that xml cannot hold, written `_x000D_` in workbooks, as what they are.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"_x").is_none() {
        return Cow::Borrowed(text);
    }
    let mut units: Vec<u16> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((unit, after)) = escape(rest) {
            units.push(unit);
            rest = after;
            continue;
        }
        flush(&mut units, &mut out);
        // the letter before the next sign that may begin an escape takes one byte or several
        let next = rest.char_indices().skip(1).find(|(_, c)| *c == '_').map_or(rest.len(), |(at, _)| at);
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    flush(&mut units, &mut out);
    Cow::Owned(out)
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    out.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

fn escape(text: &str) -> Option<(u16, &str)> {
    let digits = text.strip_prefix("_x")?;
    let (digits, after) = (digits.get(..4)?, digits.get(4..)?.strip_prefix('_')?);
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    Some((u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives few bytes at a time, so that every tag is cut somewhere.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.len().min(3);
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn seen(text: &str) -> Result<Vec<String>, Stop> {
        let mut scan = Scan::new(Slow(text.as_bytes()));
        let mut seen = Vec::new();
        while let Some(tag) = scan.next()? {
            let text = String::from_utf8_lossy(tag.text).into_owned();
            let name = String::from_utf8_lossy(tag.name);
            let r =
                tag.attribute(b"r").map(|value| format!(" r={}", String::from_utf8_lossy(value))).unwrap_or_default();
            seen.push(format!("{text}[{:?} {name}{r}]", tag.kind));
        }
        Ok(seen)
    }

    #[test]
    fn tags_and_the_texts_between_them() {
        let text =
            "<?xml version=\"1.0\" encoding='UTF-8'?>\n<a><b x='1>2' r = \"B7\" /><b r='\"'>x &amp; y</b ></a>\n";
        let expected =
            ["\n[Start a]", "[Empty b r=B7]", "[Start b r=\"]", "x &amp; y[End b]", "[End a]"].map(str::to_owned);
        assert_eq!(seen(text).unwrap(), expected);
    }

    #[test]
    fn asides() {
        let text = "<a>x<!-- > <b> --> y<![CDATA[<&>]]>&lt;</a>";
        assert_eq!(seen(text).unwrap(), ["[Start a]", "x y<&amp;>&lt;[End a]"]);
    }

    #[test]
    fn the_rest_is_for_others() {
        for text in [
            "<!DOCTYPE a><a/>",
            "\u{feff}<?xml version='1.0' encoding='windows-1258'?><a/>",
            "<?xml version='1.0' encoding='UTF-16'?><a/>",
            "<a><?x y?></a>",
        ] {
            assert!(matches!(seen(text), Err(Stop::Unusual)), "{text}");
        }
        for text in ["<a", "<a r='x>", "x", "<a><!-- x", "<a><![CDATA[x]]"] {
            assert!(matches!(seen(text), Err(Stop::Fault(Fault::Truncated))), "{text}");
        }
    }

    #[test]
    fn references_and_line_ends() {
        let read = |text: &str| characters(text.as_bytes()).unwrap().into_owned();
        assert_eq!(read("a &lt;&#272;&#x110;&gt; &quot;&apos;"), "a <ĐĐ> \"'");
        assert_eq!(read("a\r\nb\rc"), "a\nb\nc");
        for text in ["&nbsp;", "&#0;", "&#xD800;", "& x", "&#+5;"] {
            assert!(matches!(characters(text.as_bytes()), Err(Stop::Unusual)), "{text}");
        }
    }

    #[test]
    fn escapes_of_characters_that_xml_cannot_hold() {
        for (text, expected) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "\u{1F600}"),
            ("_xD83D_", "\u{FFFD}"),
            ("_x00_ __x0041_ _y", "_x00_ _A _y"),
            ("ho_x", "ho_x"),
            ("ộ_x", "ộ_x"),
            ("ộ_x000D_ộ__x", "ộ\rộ__x"),
        ] {
            assert_eq!(unescape(text), expected, "{text}");
        }
    }
}

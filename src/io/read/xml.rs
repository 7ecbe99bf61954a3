//! Reading xml event by event, with a limit to what is held. Knows nothing of what the elements mean.

use std::io::{BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use super::decode::Near;
use super::error::Fault;

/// The events of a text in UTF-8; an empty element is a start and an end.
pub(super) struct Events<R: Read> {
    xml: Reader<BufReader<Near<R>>>,
    buffer: Vec<u8>,
}

impl<R: Read> Events<R> {
    pub(super) fn new(text: R) -> Events<R> {
        let mut xml = Reader::from_reader(BufReader::with_capacity(64 << 10, Near::new(text)));
        xml.config_mut().expand_empty_elements = true;
        Events { xml, buffer: Vec::new() }
    }

    /// `None` at the end of the text.
    pub(super) fn next(&mut self) -> Result<Option<Event<'static>>, Fault> {
        self.buffer.clear();
        match self.xml.read_event_into(&mut self.buffer) {
            Ok(Event::Eof) => Ok(None),
            Ok(event) => Ok(Some(event.into_owned())),
            Err(error) => Err(xml_fault(error)),
        }
    }

    /// Inside an element, where the text may not end.
    pub(super) fn inside(&mut self) -> Result<Event<'static>, Fault> {
        self.next()?.ok_or(Fault::Truncated)
    }

    /// To the end of the element that was entered last, whose local name this is.
    pub(super) fn skip(&mut self, name: &str) -> Result<(), Fault> {
        let mut depth = 1u64;
        while depth > 0 {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer).map_err(xml_fault)? {
                Event::Start(tag) if tag.local_name().as_ref() == name => depth += 1,
                Event::End(tag) if tag.local_name().as_ref() == name => depth -= 1,
                Event::Eof => return Err(Fault::Truncated),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Adds what a piece of text stands for to `text`; other events are nothing.
pub(super) fn add_text(text: &mut String, event: &Event<'_>) -> Result<(), Fault> {
    match event {
        Event::Text(words) => text.push_str(&words.xml10_content()),
        Event::CData(words) => text.push_str(&words.xml10_content()),
        Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(xml_fault)? {
            Some(c) => text.push(c),
            None => match quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()) {
                Some(words) => text.push_str(words),
                None => return Err(Fault::Damaged("it uses a character that it does not define".into())),
            },
        },
        _ => {}
    }
    Ok(())
}

/// The value of an attribute, whatever stands before the colon of its name.
pub(super) fn attribute(tag: &BytesStart<'_>, local_name: &str) -> Result<Option<String>, Fault> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| Fault::Damaged(error.to_string()))?;
        if attribute.key.local_name().as_ref() == local_name {
            return attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map(|value| Some(value.into_owned()))
                .map_err(xml_fault);
        }
    }
    Ok(None)
}

pub(super) fn xml_fault(error: Error) -> Fault {
    match error {
        Error::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => Fault::TextTooLong,
        Error::Io(error) => Fault::from_io(&error),
        Error::Syntax(error) => match error {
            quick_xml::errors::SyntaxError::UnclosedTag
            | quick_xml::errors::SyntaxError::UnclosedComment
            | quick_xml::errors::SyntaxError::UnclosedCData
            | quick_xml::errors::SyntaxError::UnclosedXmlDecl => Fault::Truncated,
            error => Fault::Damaged(error.to_string()),
        },
        error => Fault::Damaged(error.to_string()),
    }
}

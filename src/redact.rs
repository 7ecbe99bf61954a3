//! Pseudonyms in the place of household ids and people's names: the same secret gives the same household or person the same
//! pseudonym in every file and every year, and without the secret nobody finds out whose it is by trying all ids.
//!
//! A pseudonym is the beginning of HMAC-SHA-256 (FIPS 198-1) under the secret. Its code has 58 bits, twelve characters: of a million
//! households two have the same one with a probability of about 1 in 600,000, of the 28 million of the whole country 1 in 700. (Eight
//! characters, 38 bits, would already be too few for a province.) A list in which it happens is not written; see [`clash`].

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::text::{id_number, tidy};

/// So many bytes a secret has at least: with fewer, all secrets could be tried.
pub const LEAST_SECRET: usize = 16;

/// Makes pseudonyms.
#[derive(Clone)]
pub struct Pseudonyms {
    keyed: Hmac<Sha256>,
}

/// The secret has fewer than [`LEAST_SECRET`] bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret of {bytes} bytes, at least {LEAST_SECRET} are needed")]
pub struct WeakSecret {
    /// How many it has.
    pub bytes: usize,
}

/// Whose a pseudonym is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Whose {
    Household,
    Person,
}

/// Stands for a household (`hh-7kq2mfx3p9bd`) or a person (`p-4wz81t0ncdrv`). In the order of their texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pseudonym {
    whose: Whose,
    code: u64,
    /// Further bits, which tell two of one code apart.
    further: u64,
}

/// What is known of a person.
#[derive(Clone, Copy, Debug, Default)]
pub struct Person<'p> {
    /// The id of the household.
    pub household: &'p str,
    /// The person's own id number, where it is told.
    pub id_number: Option<&'p str>,
    /// The name.
    pub name: &'p str,
    /// How many of this name stand before in the household.
    pub namesakes: usize,
}

impl Pseudonyms {
    /// With that secret; line ends at its end and the mark that editors put before a text are no part of it.
    ///
    /// # Errors
    /// Too short a secret.
    pub fn new(secret: &[u8]) -> Result<Pseudonyms, WeakSecret> {
        let secret = secret.strip_prefix("\u{feff}".as_bytes()).unwrap_or(secret).trim_ascii();
        let weak = WeakSecret { bytes: secret.len() };
        if secret.len() < LEAST_SECRET {
            return Err(weak);
        }
        let keyed = Hmac::new_from_slice(secret).map_err(|_| weak)?;
        Ok(Pseudonyms { keyed })
    }

    /// Of a household, by its id; none where it has no id.
    pub fn household(&self, id: &str) -> Option<Pseudonym> {
        let id = tidy(id);
        (!id.is_empty()).then(|| self.of(Whose::Household, &["household", &id]))
    }

    /// Of a person: by the id number, or else by household and name. None where neither is told. Without an id number a person who is
    /// of another household later, or whose household has another id, has another pseudonym.
    pub fn person(&self, person: &Person<'_>) -> Option<Pseudonym> {
        if let Some(number) = person.id_number.and_then(id_number) {
            return Some(self.of(Whose::Person, &["id", &number]));
        }
        let name = tidy(person.name).to_lowercase();
        let which = person.namesakes.to_string();
        (!name.is_empty()).then(|| self.of(Whose::Person, &["name", &tidy(person.household), &name, &which]))
    }

    fn of(&self, whose: Whose, parts: &[&str]) -> Pseudonym {
        let mut mac = self.keyed.clone();
        for part in parts {
            mac.update(part.as_bytes());
            // tidy texts have none
            mac.update(&[0]);
        }
        let bytes = mac.finalize().into_bytes();
        let number = |from: usize| bytes[from..from + 8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        Pseudonym { whose, code: number(0) >> (64 - BITS), further: number(8) }
    }
}

/// Bits of a code: three in the first character, five in each other.
const BITS: u32 = 3 + 5 * (LETTERS - 1);
/// Characters of a code.
const LETTERS: u32 = 12;

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // a digit first: an id of letters alone is taken for a word among ids. No letter that is read as a digit.
        const DIGITS: &[u8; 8] = b"23456789";
        const ALL: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        f.write_str(match self.whose {
            Whose::Household => "hh-",
            Whose::Person => "p-",
        })?;
        let five = |at: u32| (self.code >> (5 * (LETTERS - 1 - at)) & 31) as usize;
        write!(f, "{}", char::from(DIGITS[five(0) & 7]))?;
        (1..LETTERS).try_for_each(|at| write!(f, "{}", char::from(ALL[five(at)])))
    }
}

/// Two households or persons with one pseudonym, if there are any among these, which are in order.
pub fn clash(sorted: impl IntoIterator<Item = Pseudonym>) -> Option<Pseudonym> {
    let mut before: Option<Pseudonym> = None;
    sorted.into_iter().find(|own| {
        let same = before.is_some_and(|before| {
            (before.whose, before.code) == (own.whose, own.code) && before.further != own.further
        });
        before = Some(*own);
        same
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pseudonyms(secret: &str) -> Pseudonyms {
        Pseudonyms::new(secret.as_bytes()).expect("long enough")
    }

    fn household(secret: &str, id: &str) -> String {
        pseudonyms(secret).household(id).expect("an id").to_string()
    }

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    /// HMAC-SHA-256 by another program:
    /// `printf 'household\0HO-1\0' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef`
    #[test]
    fn a_pseudonym_is_the_beginning_of_an_hmac() {
        assert_eq!(household(SECRET, "HO-1"), "hh-7c828te128ge");
    }

    #[test]
    fn the_secret_is_what_is_written_not_how_the_file_ends() {
        let plain = household(SECRET, "HO-1");
        for secret in [format!("{SECRET}\n"), format!("{SECRET}\r\n"), format!("\u{feff}{SECRET}\r\n")] {
            assert_eq!(household(&secret, "HO-1"), plain);
        }
        assert_ne!(household("another secret of some length", "HO-1"), plain);
        for (secret, bytes) in [("", 0), (" \r\n", 0), ("0123456789abcde\n", 15)] {
            assert_eq!(Pseudonyms::new(secret.as_bytes()).err(), Some(WeakSecret { bytes }), "{secret:?}");
        }
    }

    #[test]
    fn persons_are_told_apart() {
        let all = pseudonyms(SECRET);
        let person = |person: Person<'_>| all.person(&person).map(|pseudonym| pseudonym.to_string());
        let base = Person { household: "1", name: "Lò Văn A", ..Person::default() };
        let own = person(base);
        assert!(own.as_deref().is_some_and(|text| text.starts_with("p-") && text.len() == 14), "{own:?}");
        assert_eq!(person(Person { name: " LÒ  VĂN A", ..base }), own);
        for other in [
            Person { household: "2", ..base },
            Person { name: "Lô Văn A", ..base },
            Person { namesakes: 1, ..base },
            Person { id_number: Some("014093000123"), ..base },
        ] {
            assert_ne!(person(other), own, "{other:?}");
        }
        // the id number goes before all else, but a stand-in for one is none
        let numbered = Person { household: "9", id_number: Some("014 093 000 123"), name: "", namesakes: 0 };
        assert_eq!(person(numbered), person(Person { id_number: Some("014093000123"), ..base }));
        assert_eq!(person(Person { id_number: Some("000000000000"), ..base }), own);
        assert_eq!(person(Person::default()), None);
    }

    #[test]
    fn texts_are_in_the_order_of_codes_and_begin_with_a_digit() {
        let all = pseudonyms(SECRET);
        let mut some: Vec<Pseudonym> = (0..2000).filter_map(|id: u32| all.household(&id.to_string())).collect();
        some.sort();
        let texts: Vec<String> = some.iter().map(Pseudonym::to_string).collect();
        assert!(texts.is_sorted() && texts.iter().all(|text| text.as_bytes()[3].is_ascii_digit()));
        assert_eq!(clash(some.iter().copied()), None);
        // the same household twice is no clash, another of the same code is
        let twice = Pseudonym { ..some[7] };
        assert_eq!(clash([some[7], twice]), None);
        let other = Pseudonym { further: some[7].further ^ 1, ..some[7] };
        assert_eq!(clash([some[7], other]), Some(other));
    }
}

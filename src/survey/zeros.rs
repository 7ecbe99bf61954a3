//! Household ids that lost the zeros they began with, as numbers in a spreadsheet do.

/// How the household ids of one entity's rows are written, by their first rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdForm {
    /// No id was seen.
    None,
    /// Digits only, each with as many as every other.
    Digits {
        /// How many.
        width: usize,
        /// Whether one begins with a zero.
        zero: bool,
    },
    /// Digits only, of several widths, none beginning with a zero.
    Numbers {
        /// The most there are.
        widest: usize,
    },
    /// Anything else.
    Other,
}

impl IdForm {
    /// Takes an id into account.
    pub(super) fn see(&mut self, id: &str) {
        if id.is_empty() {
            return;
        }
        let (width, zero) = (id.len(), id.starts_with('0'));
        let digits = id.bytes().all(|b| b.is_ascii_digit());
        *self = match *self {
            _ if !digits => IdForm::Other,
            IdForm::None => IdForm::Digits { width, zero },
            IdForm::Digits { width: known, zero: before } if known == width => {
                IdForm::Digits { width, zero: zero || before }
            }
            IdForm::Digits { width: known, zero: false } if !zero => IdForm::Numbers { widest: known.max(width) },
            IdForm::Numbers { widest } if !zero => IdForm::Numbers { widest: widest.max(width) },
            _ => IdForm::Other,
        };
    }

    /// With what other rows of the same entity show.
    pub(super) fn and(self, other: IdForm) -> IdForm {
        match (self, other) {
            (IdForm::None, form) | (form, IdForm::None) => form,
            (IdForm::Digits { width: a, zero: x }, IdForm::Digits { width: b, zero: y }) if a == b => {
                IdForm::Digits { width: a, zero: x || y }
            }
            (a, b) => match (a.widest(), b.widest()) {
                (Some(a), Some(b)) => IdForm::Numbers { widest: a.max(b) },
                _ => IdForm::Other,
            },
        }
    }

    /// The most digits, where none begins with a zero.
    fn widest(self) -> Option<usize> {
        match self {
            IdForm::Digits { width, zero: false } => Some(width),
            IdForm::Numbers { widest } => Some(widest),
            _ => None,
        }
    }

    /// The width to which ids of this form must be filled up with zeros to be those of the other form.
    pub(super) fn filled_to(self, other: IdForm) -> Option<usize> {
        match (self.widest(), other) {
            (Some(widest), IdForm::Digits { width, zero: true }) if widest <= width => Some(width),
            _ => None,
        }
    }
}

/// An id of digits with its zeros; `None` where it has them or is no such id.
pub(super) fn with_zeros(id: &str, width: usize) -> Option<String> {
    let lost = id.len() < width && !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    lost.then(|| format!("{id:0>width$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(ids: &[&str]) -> IdForm {
        let mut form = IdForm::None;
        ids.iter().for_each(|id| form.see(id));
        form
    }

    #[test]
    fn numbers_are_filled_up_to_texts() {
        for (own, other, width) in [
            (&["14001", "114001"][..], &["014001", "114001"][..], Some(6)),
            (&["14001", "14002"], &["014001", "014002"], Some(6)),
            // a form of its own: the others have no zeros to lose, or too few digits, or are no numbers
            (&["14001", "14002"], &["114001", "114002"], None),
            (&["1400123"], &["014001"], None),
            (&["14001"], &["H14001"], None),
            (&["H1"], &["014001"], None),
            (&["014001"], &["014001"], None),
            (&[], &["014001"], None),
        ] {
            assert_eq!(form(own).filled_to(form(other)), width, "{own:?} {other:?}");
        }
        assert_eq!(with_zeros("14001", 6).as_deref(), Some("014001"));
        assert_eq!((with_zeros("014001", 6), with_zeros("H1", 6), with_zeros("", 6)), (None, None, None));
    }
}

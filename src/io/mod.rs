//! Files, standard input and output. Nothing else but [`crate::cli`] touches them.

pub mod read;

//! What bad input gets: the right exit code, a message in words, and no half-written file. Every case runs the program
//! itself.
#![allow(clippy::disallowed_methods, reason = "makes files and runs the program")]

mod arguments;
mod files;
mod outputs;
mod program;
mod rules;
mod survey;

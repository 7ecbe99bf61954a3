//! What holds for every household, every batch and every number, tried on random ones.

#[path = "../support/mod.rs"]
mod support;

mod arithmetic;
mod batches;
mod exact_possible_classes;
mod expressions;
mod filling_in;
mod second_opinion;
mod tallies;
mod widening;

//! Reports of a run made by hand: what they look like, and what their readers make of them.

mod golden;
mod junit;
mod sample;

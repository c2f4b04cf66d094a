//! Reports: folds over a journal.
//!
//! ```text
//!   records --fold--> Run --+--> console   (one screen per failure)
//!   journal --read-->       +--> junit, json, html   (the table FORMATS)
//!           --records of a case--> capture
//!                         +--> compare   (two runs side by side)
//!   rows of a proof --> matrix   (what the suite finds: console, JSON, HTML, check)
//! ```
//!
//! A report never asks the runner anything: what is not in the journal, the catalogue's words or
//! the scenario's text is not in a report. Nothing here opens a file.

pub mod capture;
pub mod compare;
pub mod console;
mod context;
mod excerpt;
mod format;
mod html;
pub mod journal;
pub mod json;
mod junit;
mod latency;
pub mod matrix;
mod run;
mod timeline;

pub use context::{Context, Requirement};
pub use format::{FORMATS, Format};
pub use latency::Latency;
pub use run::{
    Attempt, Case, Conclusion, Counts, Entry, Measured, Observed, Outcome, Run, RunEnd, What,
    attempt_seed,
};

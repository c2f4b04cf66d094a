//! Comparisons of two runs: what they find, what they look like, and how often they are wrong.

mod calibration;
mod findings;
mod golden;
mod hostile;
mod sample;

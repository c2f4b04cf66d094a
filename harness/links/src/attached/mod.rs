//! A
pub(crate) fn kill_all() {}

//! Reports: folds over a journal.

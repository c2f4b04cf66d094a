//! The reference lock in virtual time.

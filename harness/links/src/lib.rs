//! Every way to a lock, and the only clock.

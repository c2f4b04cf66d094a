//! `bodies::lines` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::lines(bytes));

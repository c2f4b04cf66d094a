//! `bodies::serial` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::serial(bytes));

//! The cell lexer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cuan::returns::probe::cell(data));

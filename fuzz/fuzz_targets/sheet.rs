//! The header finder, and the table below it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cuan::returns::probe::sheet(data));

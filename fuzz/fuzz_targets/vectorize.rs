//! The fast way from text to rows says what the plain way says, on any bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/agree/mod.rs"]
mod agree;

fuzz_target!(|bytes: &[u8]| agree::check_bytes(bytes));

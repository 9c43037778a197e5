//! No bytes in the place of the parts of a project of a QDA program cause a panic, an abort or a hang.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target uses a part")]
#[path = "../../crates/formats/tests/fuzzed/mod.rs"]
mod fuzzed;

fuzz_target!(|bytes: &[u8]| {
    fuzzed::qdpx_xml(bytes);
});

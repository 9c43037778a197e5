//! The framework file on its way in.

use std::fs::File;
use std::io::Read;

use commonground::Framework;
use serde_json::{Value, json};

use crate::failure::Failure;

/// A codebook has some kilobytes; more than this is another file by mistake.
const LIMIT: u64 = 16 << 20;

/// Reads and checks a framework.
pub(super) fn load(path: &str) -> Result<Framework, Failure> {
    let fault = |what: String| Failure::Failed(format!("{path}: {what}"));
    let unreadable = |error| {
        fault(format!("the framework cannot be read ({error}): check the name and that you may open it"))
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LIMIT {
        return Err(fault(format!("larger than {LIMIT} bytes: is this the framework?")));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| fault("the framework is not UTF-8 text: save it as TOML in UTF-8".to_owned()))?;
    Framework::from_toml(&text).map_err(|error| fault(error.to_string()))
}

/// The framework as the manifest has it: in full, because files change.
pub(super) fn recorded(path: &str, framework: &Framework) -> Value {
    json!({ "file": path, "name": framework.name, "version": framework.version, "areas": framework.areas })
}

//! The binary `commonground`; what it does is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(commonground_cli::run_program(std::env::args_os()))
}

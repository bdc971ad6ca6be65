//! The binary `cangliu`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cangliu_api::cli::run(std::env::args_os())
}

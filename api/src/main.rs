//! The binary `cangliu`.

use std::process::ExitCode;

/// A list of 25 makes some thousand small values: a fifth of its time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cangliu_api::cli::run(std::env::args_os())
}

//! `cangliu schema`.

use std::process::ExitCode;

use super::fault::Fault;
use super::out::Out;
use crate::graphql;

pub(super) fn run(out: &Out) -> Result<ExitCode, Fault> {
    out.bytes(graphql::sdl().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

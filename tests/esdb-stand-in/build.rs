//! Compiles the protocol definitions that the official client crate ships, from where cargo unpacked them.
//!
//! No copy of them lives in this project, and no `protoc` is needed.

use std::error::Error;
use std::path::PathBuf;

use cargo_metadata::MetadataCommand;

const CLIENT: &str = "kurrentdb";
const SERVED: [&str; 4] = ["streams.proto", "gossip.proto", "serverfeatures.proto", "status.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    let protos = protos_of_the_client()?;
    let descriptors = protox::compile(SERVED, [&protos])?;
    tonic_prost_build::configure()
        .build_client(false)
        .build_transport(false)
        .bytes(".event_store.client")
        .compile_fds(descriptors)?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    Ok(())
}

/// Asks cargo where the client is unpacked; for this platform only, so that nothing else has to be fetched.
fn protos_of_the_client() -> Result<PathBuf, Box<dyn Error>> {
    let options = ["--filter-platform".to_owned(), std::env::var("TARGET")?];
    let metadata = MetadataCommand::new().other_options(options).exec()?;
    let client = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == CLIENT)
        .ok_or_else(|| format!("{CLIENT} is not among the dependencies of the workspace"))?;
    let folder = client.manifest_path.parent().ok_or("a manifest lies in a folder")?;
    Ok(folder.join("protos").into())
}

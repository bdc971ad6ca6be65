//! Sees to it that the folder of the GraphiQL page is there, so that the program builds without it, and that the
//! program is built again when the page was.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let bundle = Path::new("../web/dist/graphiql");
    std::fs::create_dir_all(bundle)?;
    println!("cargo::rerun-if-changed={}", bundle.display());
    Ok(())
}

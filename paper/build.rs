//! Sees to it that the folder of the font is there, so that the program builds without it, and that the program is built
//! again when the font was laid there.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new("../web/dist/paper");
    std::fs::create_dir_all(folder)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    Ok(())
}

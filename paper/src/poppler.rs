//! For tests: PDFs read by the tools of `poppler-utils`. Where they are missing, a test says that it is skipped.
#![allow(clippy::disallowed_methods, reason = "the tools are other programs")]

use std::io::Write as _;
use std::process::{Command, Stdio};

/// What a tool makes of a PDF; none where there is no such tool.
pub(crate) fn made(tool: &str, arguments: &[&str], pdf: &[u8]) -> Option<Vec<u8>> {
    let (input, output) = (Stdio::piped(), Stdio::piped());
    let Ok(mut running) = Command::new(tool).args(arguments).stdin(input).stdout(output).spawn() else {
        println!("skipped: there is no {tool}");
        return None;
    };
    let (mut input, pdf) = (running.stdin.take().unwrap(), pdf.to_vec());
    let writing = std::thread::spawn(move || input.write_all(&pdf));
    let output = running.wait_with_output().unwrap();
    assert!(writing.join().unwrap().is_ok() && output.status.success(), "{tool} cannot read it");
    Some(output.stdout)
}

/// What a tool says of a PDF.
pub(crate) fn told(tool: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    made(tool, arguments, pdf).map(|said| String::from_utf8(said).unwrap())
}

/// What the QR code on the first page says, photographed at 300 dpi: the upper part of the page, so many pixels high. The
/// reader takes the lines of a table for parts of a code.
pub(crate) fn scanned(pdf: &[u8], height: u32) -> Option<String> {
    let height = height.to_string();
    let picture = made("pdftoppm", &["-gray", "-r", "300", "-f", "1", "-l", "1", "-H", &height, "-"], pdf)?;
    // PGM: "P5", width, height and the greatest value as text, then a byte per pixel.
    let mut rest = picture.as_slice();
    let head: Vec<usize> = (0..4)
        .map(|_| {
            let end = rest.iter().position(u8::is_ascii_whitespace).unwrap();
            let word = std::str::from_utf8(&rest[..end]).unwrap();
            rest = &rest[end + 1..];
            word.trim_start_matches('P').parse().unwrap()
        })
        .collect();
    let (width, height, pixels) = (head[1], head[2], rest);
    let mut page = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = page.detect_grids();
    assert_eq!(grids.len(), 1, "one code");
    Some(grids[0].decode().unwrap().1)
}

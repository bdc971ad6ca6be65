//! Limits on what is read from one file, each with its name. Beyond them a file is refused whole:
//! an upload must not be able to take the memory of the process.

/// Bytes of a file as it is sent.
pub const SOURCE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Parts (zip entries) of a workbook package.
pub const PARTS_MAX: usize = 2_000;
/// Bytes of all parts of a workbook package together, unpacked.
pub const UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Sheets of a workbook.
pub const SHEETS_MAX: usize = 128;
/// Filled rows of a workbook, over all its sheets.
pub const ROWS_MAX: usize = 200_000;
/// Filled cells of a workbook, over all its sheets.
pub const CELLS_MAX: usize = 4_000_000;
/// Columns that may hold something.
pub const COLUMNS_MAX: u32 = 512;
/// Bytes of text over all cells: a package may repeat one long text in every cell.
pub const TEXT_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Merged regions of a sheet that are looked at.
pub const MERGES_MAX: usize = 20_000;
/// Filled rows from the top in which a header is looked for.
pub const HEADING_SEARCH_ROWS: usize = 60;
/// Rows a header may be stacked of.
pub const HEADING_DEPTH_MAX: usize = 3;
/// Notices kept of one file; a last one says how many more there were.
pub const NOTICES_MAX: usize = 500;
/// Characters of a cell that a message quotes.
pub const QUOTED_CHARS_MAX: usize = 40;

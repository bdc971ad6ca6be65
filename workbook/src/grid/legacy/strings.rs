//! Texts of a BIFF8 stream: 8 or 16 bits a character, possibly cut by the end of a record.

use super::record::{Record, u16_at, u32_at};

const WIDE: u8 = 0x01;
const PHONETIC: u8 = 0x04;
const RUNS: u8 = 0x08;

/// A text with a length of one byte: the names of sheets.
pub(super) fn short(data: &[u8]) -> Option<String> {
    let (length, flags) = (*data.first()?, *data.get(1)?);
    characters(data.get(2..)?, length.into(), flags & WIDE != 0)
}

/// A text with a length of two bytes: cells that hold their own.
pub(super) fn long(data: &[u8]) -> Option<String> {
    let (length, flags) = (u16_at(data, 0)?, *data.get(2)?);
    characters(data.get(3..)?, length.into(), flags & WIDE != 0)
}

fn characters(data: &[u8], length: usize, wide: bool) -> Option<String> {
    let units = units(data.get(..length * if wide { 2 } else { 1 })?, wide);
    Some(String::from_utf16_lossy(&units))
}

fn units(data: &[u8], wide: bool) -> Vec<u16> {
    if wide {
        data.chunks_exact(2).filter_map(|unit| u16_at(unit, 0)).collect()
    } else {
        data.iter().map(|unit| u16::from(*unit)).collect()
    }
}

/// The table of shared texts. `None` when it contradicts itself.
pub(super) fn table(record: &Record<'_>) -> Option<Vec<String>> {
    let mut reader = Reader { segment: record.data.get(8..)?, further: record.continued.iter() };
    // The count is what the file says; each text must still be there.
    let count = u32_at(record.data, 4)?;
    let mut texts = Vec::new();
    for _ in 0..count {
        if reader.is_at_end() {
            break;
        }
        texts.push(reader.text()?);
    }
    Some(texts)
}

/// Reads over the ends of records.
struct Reader<'a> {
    segment: &'a [u8],
    further: std::slice::Iter<'a, &'a [u8]>,
}

impl Reader<'_> {
    fn is_at_end(&self) -> bool {
        self.segment.is_empty() && self.further.len() == 0
    }

    fn text(&mut self) -> Option<String> {
        let length = u16::from_le_bytes([self.byte()?, self.byte()?]);
        let flags = self.byte()?;
        let runs = if flags & RUNS != 0 { u16::from_le_bytes([self.byte()?, self.byte()?]) } else { 0 };
        let phonetic = if flags & PHONETIC != 0 {
            u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?])
        } else {
            0
        };
        let text = self.characters(length.into(), flags & WIDE != 0)?;
        self.skip(usize::from(runs) * 4)?;
        self.skip(phonetic as usize)?;
        Some(text)
    }

    /// Characters; a record that continues them begins with their width anew.
    fn characters(&mut self, mut left: usize, mut wide: bool) -> Option<String> {
        let mut all = Vec::new();
        while left > 0 {
            if self.segment.is_empty() {
                self.segment = self.further.next()?;
                wide = self.byte()? & WIDE != 0;
            }
            let width = if wide { 2 } else { 1 };
            let here = left.min(self.segment.len() / width);
            if here == 0 {
                return None;
            }
            let (characters, rest) = self.segment.split_at_checked(here * width)?;
            all.extend(units(characters, wide));
            self.segment = rest;
            left -= here;
        }
        Some(String::from_utf16_lossy(&all))
    }

    fn byte(&mut self) -> Option<u8> {
        while self.segment.is_empty() {
            self.segment = self.further.next()?;
        }
        let (byte, rest) = self.segment.split_first()?;
        self.segment = rest;
        Some(*byte)
    }

    fn skip(&mut self, mut left: usize) -> Option<()> {
        while left > self.segment.len() {
            left -= self.segment.len();
            self.segment = self.further.next()?;
        }
        self.segment = self.segment.get(left..)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record<'a>(data: &'a [u8], continued: &[&'a [u8]]) -> Record<'a> {
        Record { kind: 0, data, continued: continued.to_vec() }
    }

    #[test]
    fn a_text_goes_on_in_the_next_record_with_its_width_anew() {
        let head = [1, 0, 0, 0, 2, 0, 0, 0];
        // 资产A: two wide characters here, one narrow one in the record behind; then B with runs.
        let first = [&head[..], &[3, 0, 1, 0x44, 0x8D, 0xA7, 0x4E]].concat();
        let second = [0, b'A', 1, 0, 8, 1, 0, b'B', 9, 9, 9, 9];
        assert_eq!(table(&record(&first, &[&second])).unwrap(), ["资产A", "B"]);
    }

    #[test]
    fn a_table_that_promises_more_than_it_holds_gives_what_it_holds() {
        let data = [0, 0, 0, 0, 255, 255, 255, 255, 1, 0, 0, b'A'];
        assert_eq!(table(&record(&data, &[])).unwrap(), ["A"]);
        let cut = [0, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, b'A'];
        assert_eq!(table(&record(&cut, &[])), None);
    }
}

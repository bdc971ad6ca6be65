//! The records of a BIFF8 stream: kind, length, content. [MS-XLS] 2.1.4.

/// Version of a substream that is read.
pub(super) const BIFF8: u16 = 0x0600;
pub(super) const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;
pub(super) const PASSWORD: u16 = 0x002F;
pub(super) const EPOCH: u16 = 0x0022;
pub(super) const SHEET: u16 = 0x0085;
pub(super) const STRINGS: u16 = 0x00FC;
pub(super) const MERGES: u16 = 0x00E5;
pub(super) const NUMBER: u16 = 0x0203;
pub(super) const PACKED_NUMBER: u16 = 0x027E;
pub(super) const PACKED_NUMBERS: u16 = 0x00BD;
pub(super) const SHARED_TEXT: u16 = 0x00FD;
pub(super) const TEXT: u16 = 0x0204;
pub(super) const FLAG_OR_FAULT: u16 = 0x0205;
pub(super) const FORMULA: u16 = 0x0006;
pub(super) const RESULT_TEXT: u16 = 0x0207;

/// A record with what continues it.
pub(super) struct Record<'stream> {
    pub(super) kind: u16,
    pub(super) data: &'stream [u8],
    pub(super) continued: Vec<&'stream [u8]>,
}

/// The records of the substream that begins at a place, up to its end; records of substreams
/// inside it (charts) are passed over. `None` where no substream begins there.
pub(super) fn records(stream: &[u8], at: usize) -> Option<impl Iterator<Item = Record<'_>>> {
    let mut rest = stream.get(at..)?;
    (u16_at(rest, 0)? == BOF).then_some(())?;
    let mut depth = 0_usize;
    Some(std::iter::from_fn(move || {
        loop {
            let record = next(&mut rest)?;
            match record.kind {
                BOF => depth += 1,
                EOF if depth <= 1 => return None,
                EOF => {
                    depth -= 1;
                    continue;
                }
                _ => {}
            }
            if depth == 1 {
                return Some(record);
            }
        }
    }))
}

fn next<'stream>(rest: &mut &'stream [u8]) -> Option<Record<'stream>> {
    let (kind, data) = split(rest)?;
    let mut continued = Vec::new();
    while u16_at(rest, 0) == Some(CONTINUE) {
        continued.push(split(rest)?.1);
    }
    Some(Record { kind, data, continued })
}

fn split<'stream>(rest: &mut &'stream [u8]) -> Option<(u16, &'stream [u8])> {
    let (kind, length) = (u16_at(rest, 0)?, u16_at(rest, 2)?);
    let (data, behind) = rest.get(4..)?.split_at_checked(length.into())?;
    *rest = behind;
    Some((kind, data))
}

pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

pub(super) fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    data.get(at..at + 8)?.try_into().ok().map(f64::from_le_bytes)
}

/// A number packed into 30 bits ([MS-XLS] 2.5.122): an integer or the upper half of a float, and
/// either may be a hundred times too large.
pub(super) fn unpacked(packed: u32) -> f64 {
    let number = if packed & 2 == 2 {
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 == 1 { number / 100.0 } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_whole_or_float_and_may_count_hundredths() {
        assert_eq!(unpacked((5 << 2) | 2), 5.0);
        assert_eq!(unpacked(((-5_i32).cast_unsigned() << 2) | 2), -5.0);
        assert_eq!(unpacked((12_345 << 2) | 3), 123.45);
        assert_eq!(unpacked(0x3FF8_0000), 1.5);
    }

    #[test]
    fn records_of_a_chart_inside_are_passed_over() {
        let record = |kind: u16| [kind.to_le_bytes(), [0, 0]].concat();
        let stream: Vec<u8> = [BOF, 1, BOF, 2, EOF, 3, EOF, 4].into_iter().flat_map(record).collect();
        let kinds: Vec<u16> = records(&stream, 0).unwrap().map(|record| record.kind).collect();
        assert_eq!(kinds, [BOF, 1, 3]);
    }
}

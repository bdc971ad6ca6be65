//! 大写金额: an amount in the characters that vouchers carry, by the rules of 《支付结算办法》 annex 1.
//!
//! 整 follows 元 and 角, never 分. A zero inside becomes one 零 however many there are; between 元 and 角 it is written
//! where 元 ends in zero, before 分 where there is no 角. Before 拾 the 壹 is written.

use cangliu_domain::fen::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// Units within a group of four digits, from the highest.
const PLACES: [(u64, &str); 4] = [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
const FEN_PER_YUAN: u64 = 100;
const WAN: u64 = 10_000;
const YI: u64 = 100_000_000;

/// The amount in words: 壹万贰仟叁佰元整.
#[must_use]
pub fn capital(amount: Fen) -> String {
    let fen = amount.get().unsigned_abs();
    let (yuan, jiao, fen) = (fen / FEN_PER_YUAN, fen / 10 % 10, fen % 10);
    let mut words = String::new();
    if amount.is_negative() {
        words.push('负');
    }
    match (yuan, jiao, fen) {
        (0, 0, 0) => words.push_str("零元"),
        (0, ..) => {}
        _ => {
            whole(yuan, &mut words);
            words.push('元');
        }
    }
    if yuan > 0 && ((jiao > 0 && yuan.is_multiple_of(10)) || (jiao == 0 && fen > 0)) {
        words.push('零');
    }
    if jiao > 0 {
        digit(jiao, &mut words);
        words.push('角');
    }
    if fen > 0 {
        digit(fen, &mut words);
        words.push('分');
    } else {
        words.push('整');
    }
    words
}

/// A number above zero, in groups of four digits: 亿 around 万 around the rest.
fn whole(number: u64, words: &mut String) {
    for (unit, name) in [(YI, '亿'), (WAN, '万')] {
        if number >= unit {
            whole(number / unit, words);
            words.push(name);
            let rest = number % unit;
            if rest > 0 {
                if rest < unit / 10 {
                    words.push('零');
                }
                whole(rest, words);
            }
            return;
        }
    }
    group(number, words);
}

/// A number of at most four digits, without zeros at its head.
fn group(number: u64, words: &mut String) {
    let (mut begun, mut skipped) = (false, false);
    for (place, name) in PLACES {
        let value = number / place % 10;
        if value == 0 {
            skipped = begun;
            continue;
        }
        if skipped {
            words.push('零');
        }
        digit(value, words);
        words.push_str(name);
        (begun, skipped) = (true, false);
    }
}

fn digit(value: u64, words: &mut String) {
    words.push(usize::try_from(value).ok().and_then(|value| DIGITS.get(value)).copied().unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn written(fen: i64, words: &str) {
        assert_eq!(capital(Fen::new(fen)), words, "{fen}");
    }

    #[test]
    fn the_examples_of_the_rules_are_written_as_there() {
        written(140_950, "壹仟肆佰零玖元伍角整");
        written(600_714, "陆仟零柒元壹角肆分");
        written(168_032, "壹仟陆佰捌拾元零叁角贰分");
        written(10_700_053, "壹拾万柒仟元零伍角叁分");
        written(1_640_902, "壹万陆仟肆佰零玖元零贰分");
        written(32_504, "叁佰贰拾伍元零肆分");
    }

    #[test]
    fn nothing_is_zero_yuan() {
        written(0, "零元整");
    }

    #[test]
    fn below_a_yuan_there_is_no_yuan() {
        written(1, "壹分");
        written(5, "伍分");
        written(50, "伍角整");
        written(99, "玖角玖分");
    }

    #[test]
    fn round_amounts_end_in_zheng() {
        written(100, "壹元整");
        written(1_000, "壹拾元整");
        written(1_500, "壹拾伍元整");
        written(10_000, "壹佰元整");
        written(1_230_000, "壹万贰仟叁佰元整");
        written(100_000_000, "壹佰万元整");
        written(1_000_000_000, "壹仟万元整");
    }

    #[test]
    fn zeros_inside_become_one() {
        written(100_100, "壹仟零壹元整");
        written(101_000, "壹仟零壹拾元整");
        written(1_000_100, "壹万零壹元整");
        written(1_001_000, "壹万零壹拾元整");
        written(1_010_000, "壹万零壹佰元整");
        written(1_100_000, "壹万壹仟元整");
        written(100_050_000, "壹佰万零伍佰元整");
        written(100_500_000, "壹佰万伍仟元整");
    }

    #[test]
    fn from_yi_on_the_groups_go_on() {
        written(10_000_000_000, "壹亿元整");
        written(10_000_000_100, "壹亿零壹元整");
        written(10_001_000_000, "壹亿零壹万元整");
        written(10_100_000_000, "壹亿零壹佰万元整");
        written(11_000_000_000, "壹亿壹仟万元整");
        written(123_456_789_012, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分");
        written(1_000_000_000_000, "壹佰亿元整");
        written(100_000_000_000_000, "壹万亿元整");
        written(100_010_000_000_000, "壹万零壹亿元整");
    }

    #[test]
    fn cents_follow_as_they_are() {
        written(101, "壹元零壹分");
        written(110, "壹元壹角整");
        written(111, "壹元壹角壹分");
        written(1_001, "壹拾元零壹分");
        written(1_010, "壹拾元零壹角整");
        written(1_011, "壹拾元零壹角壹分");
        written(1_000_010, "壹万元零壹角整");
    }

    #[test]
    fn a_negative_amount_says_so() {
        written(-123, "负壹元贰角叁分");
        written(i64::MIN, "负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零捌分");
    }

    #[test]
    fn no_amount_has_two_zeros_side_by_side_or_at_its_end() {
        for fen in (0..2_000_000).step_by(7).chain((0..63).map(|bit| 1 << bit)) {
            let words = capital(Fen::new(fen));
            assert!(!words.contains("零零") && !words.ends_with('零') && !words.is_empty(), "{fen}: {words}");
            assert_eq!(words.ends_with('整'), fen % 10 == 0, "{fen}: {words}");
        }
    }
}

//! Real and made-up codes, and every way to get one character wrong.

use proptest::prelude::*;

use super::*;

/// Registered codes, and synthetic ones for which both checks were computed by hand.
const VALID: [&str; 12] = [
    "1231000042502637XE",
    "12310000425022547M",
    "12310000425026417R",
    "11310000MB2F000160",
    "11310101MB2F00024E",
    "12310000MB2F00032J",
    "12310115MB2F00040A",
    "51310000MJ49000646",
    "91310115MA1H000718",
    "11320000MB2F000832",
    "11330000MB2F000911",
    "11340000MB2F00104T",
];

/// The institutions of the sample registry; invented, but their codes pass.
const REGISTRY: [&str; 24] = [
    "11310000MB1255216E",
    "12310000MB5772624C",
    "12310000MB78982390",
    "12310000MB9902369N",
    "12310151MB68677727",
    "12310116MB1126350B",
    "12310106MB034767XE",
    "12310116MB3708151X",
    "12310109MB6150974J",
    "12310120MB5694726P",
    "12310118MB32075684",
    "12310114MB529129X4",
    "12310106MB8818798K",
    "12310151MB08565979",
    "12310120MB4811935C",
    "12310114MB4476903M",
    "12310118MB1566364Y",
    "12310105MB5150972C",
    "12310115MB98297712",
    "12310109MB1040346A",
    "12310115MB2903414G",
    "12310109MB7891969F",
    "12310116MB0167230K",
    "12310104MB1521019U",
];

fn with(code: &str, place: usize, character: char) -> String {
    code.chars().enumerate().map(|(at, c)| if at == place { character } else { c }).collect()
}

#[test]
fn registered_and_computed_codes_pass_both_checks() {
    for code in VALID.into_iter().chain(REGISTRY) {
        assert_eq!(Uscc::parse(code).map(String::from), Ok(code.to_owned()));
    }
}

#[test]
fn width_case_and_surrounding_space_do_not_matter() {
    assert_eq!(Uscc::parse("　１２３１００００４２５０２６３７ｘｅ ").unwrap().as_str(), VALID[0]);
}

#[test]
fn a_sum_that_is_a_multiple_of_31_asks_for_zero() {
    let code = Uscc::parse("11310000MB2F000160").unwrap();
    let sum: u32 =
        code.as_str().chars().zip(WEIGHTS).map(|(c, w)| w * u32::try_from(ALPHABET.find(c).unwrap()).unwrap()).sum();
    assert_eq!((sum % 31, code.char_at(17)), (0, '0'));
}

#[test]
fn the_weights_are_the_powers_of_three_modulo_31() {
    let powers = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    assert!(powers.take(17).eq(WEIGHTS));
}

#[test]
fn every_single_substitution_is_caught() {
    for code in VALID {
        for (place, original) in code.chars().enumerate() {
            for wrong in ALPHABET.chars().filter(|c| *c != original) {
                let slip = with(code, place, wrong);
                assert!(Uscc::parse(&slip).is_err(), "{code} → {slip}");
            }
        }
    }
}

#[test]
fn a_wrong_last_character_names_the_outer_check_and_what_it_asks_for() {
    let slip = with(VALID[1], 17, 'X');
    assert_eq!(Uscc::parse(&slip), Err(UsccError::CodeCheck { expected: 'M', found: 'X' }));
}

#[test]
fn a_code_with_only_the_inner_check_wrong_names_the_organisation_code() {
    let (code, failed) = Uscc::parse_overriding(&with(VALID[1], 16, '5')).unwrap();
    let repaired = with(code.as_str(), 17, failed[1].expected);
    assert_eq!(Uscc::parse(&repaired), Err(UsccError::OrgCodeCheck { expected: '7', found: '5' }));
}

#[test]
fn a_slip_inside_the_organisation_code_breaks_both() {
    let slip = with(VALID[1], 9, '3');
    let error = Uscc::parse(&slip).unwrap_err();
    assert!(matches!(error, UsccError::BothChecks { .. }));
    assert_eq!(error.code(), "USCC_BOTH_CHECKS");
}

#[test]
fn a_slip_in_the_division_breaks_only_the_outer_check() {
    let error = Uscc::parse(&with(VALID[0], 7, '1')).unwrap_err();
    assert_eq!(error.code(), "USCC_CODE_CHECK");
}

#[test]
fn letters_outside_the_alphabet_and_wrong_lengths_are_named() {
    assert_eq!(Uscc::parse("1231000042502637XO"), Err(UsccError::Character { position: 18, found: 'O' }));
    assert_eq!(Uscc::parse("1231000042502637-E"), Err(UsccError::Character { position: 17, found: '-' }));
    assert_eq!(Uscc::parse("12310000425026"), Err(UsccError::Length { found: 14 }));
    assert_eq!(Uscc::parse("上海大学"), Err(UsccError::Length { found: 4 }));
    assert_eq!(Uscc::parse("1.2310000425E+17").unwrap_err().code(), "USCC_LENGTH");
    for text in ["上海市上海市上海市上海市上海市上海市", "IOSVZIOSVZIOSVZIOS"] {
        assert_eq!(Uscc::parse(text).unwrap_err().code(), "USCC_CHARACTER");
    }
}

#[test]
fn an_override_keeps_a_failing_code_and_tells_what_fails() {
    let (code, failed) = Uscc::parse_overriding(&with(VALID[1], 17, 'X')).unwrap();
    assert_eq!(failed, [FailedCheck { check: Check::Code, expected: 'M', found: 'X' }]);
    assert_eq!(code.failed_checks(), failed);
    assert!(Uscc::parse_overriding("123").is_err());
    assert_eq!(Uscc::parse_overriding(VALID[0]).unwrap().1, []);
}

#[test]
fn a_stored_code_is_read_back_even_where_a_check_fails() {
    let (overridden, _) = Uscc::parse_overriding(&with(VALID[1], 17, 'X')).unwrap();
    let stored = serde_json::to_string(&overridden).unwrap();
    assert_eq!(serde_json::from_str::<Uscc>(&stored).unwrap(), overridden);
    assert!(serde_json::from_str::<Uscc>(r#""123""#).is_err());
}

#[test]
fn a_code_from_a_district_that_is_gone_is_still_a_code() {
    for retired in ["310103", "310108", "310119", "310225", "310230"] {
        let (draft, failed) = Uscc::parse_overriding(&format!("11{retired}MB2F000160")).unwrap();
        let outer = failed.iter().find(|failed| failed.check == Check::Code);
        let code = outer.map_or(draft.as_str().to_owned(), |failed| with(draft.as_str(), 17, failed.expected));
        assert_eq!(Uscc::parse(&code).unwrap().registered_in(), retired);
    }
}

#[test]
fn the_first_two_characters_tell_authority_and_body() {
    let kinds = [0, 1, 3, 7, 8].map(|at| Uscc::parse(VALID[at]).unwrap().kind());
    assert_eq!(
        kinds.map(|kind| kind.body),
        [Body::PublicInstitution, Body::PublicInstitution, Body::Organ, Body::Association, Body::Enterprise]
    );
    assert_eq!(
        kinds.map(|kind| kind.authority)[2..],
        [Authority::Establishment, Authority::CivilAffairs, Authority::Commerce]
    );
    assert_eq!(kinds.map(Kind::is_public_body), [true, true, true, false, false]);
}

#[test]
fn the_parts_of_a_code_stand_where_the_standard_says() {
    let code = Uscc::parse(VALID[0]).unwrap();
    assert_eq!((code.registered_in(), code.org_code()), ("310000", "42502637X"));
}

proptest! {
    #[test]
    fn any_seventeen_characters_have_exactly_one_last_one(stem in "[0-9A-HJ-NPQRTUWXY]{17}") {
        let passing = ALPHABET.chars().filter(|last| {
            let (_, failed) = Uscc::parse_overriding(&format!("{stem}{last}")).unwrap();
            failed.iter().all(|failed| failed.check != Check::Code)
        });
        prop_assert_eq!(passing.count(), 1);
    }

    #[test]
    fn any_single_substitution_in_any_valid_code_is_caught(stem in "[0-9A-HJ-NPQRTUWXY]{16}", place in 0_usize..18, step in 1_usize..31) {
        let code = completed(&stem);
        prop_assume!(code.is_some());
        let code = code.unwrap();
        let value = ALPHABET.find(code.chars().nth(place).unwrap()).unwrap();
        let wrong = ALPHABET.chars().nth((value + step) % 31).unwrap();
        prop_assert!(Uscc::parse(&code).is_ok());
        prop_assert!(Uscc::parse(&with(&code, place, wrong)).is_err());
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = Uscc::parse(&text);
    }
}

/// The stem with both check characters put right.
fn completed(stem: &str) -> Option<String> {
    let inner = Uscc::parse_overriding(&format!("{stem}00")).ok()?.0.expected_17();
    let outer = Uscc::parse_overriding(&format!("{stem}{inner}0")).ok()?.0.expected_18();
    Some(format!("{stem}{inner}{outer}"))
}

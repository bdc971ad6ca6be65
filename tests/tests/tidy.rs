//! Rules of the house as tests: what a page alone states will be broken.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cangliu_tests::workspace::{self, root};

/// Lines a source file may have.
const LINES_MAX: usize = 400;

/// Fails with one line per fault.
#[track_caller]
fn none(rule: &str, faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

#[test]
fn every_source_says_what_it_holds() {
    let silent = |text: &str| {
        let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
        !first.is_some_and(|line| line.starts_with("//! ") || line == "//!")
    };
    let sources = workspace::texts(&["rs"]);
    none("begin with //!", sources.iter().filter(|(_, text)| silent(text)).map(|(path, _)| path.display().to_string()));
}

#[test]
fn nothing_is_left_to_be_written() {
    let placeholder = |text: &str| text.lines().any(|line| matches!(line, "//! To be written." | "//! Placeholder."));
    let sources = workspace::texts(&["rs"]);
    none("write it", sources.iter().filter(|(_, text)| placeholder(text)).map(|(path, _)| path.display().to_string()));
}

#[test]
fn no_source_is_longer_than_four_hundred_lines() {
    let sources = workspace::texts(&["rs", "sql", "js", "jsx", "py", "sh", "css"]);
    let lengths = sources.iter().map(|(path, text)| (path, text.lines().count()));
    let long = lengths.filter(|(_, lines)| *lines > LINES_MAX);
    none("split by noun", long.map(|(path, lines)| format!("{} has {lines} lines", path.display())));
}

#[test]
fn files_are_split_by_noun_and_a_folder_has_its_mod_rs() {
    const KINDS: [&str; 7] = ["types", "utils", "util", "helpers", "common", "misc", "handlers"];
    let sources = workspace::texts(&["rs"]);
    let faults = sources.iter().filter_map(|(path, _)| {
        let stem = path.file_stem()?.to_str()?;
        if KINDS.contains(&stem) {
            return Some(format!("{} is named after a kind", path.display()));
        }
        let folder = root().join(path).with_extension("");
        (folder.join("mod.rs").is_file()
            || (folder.is_dir() && path.components().any(|part| part.as_os_str() == "src")))
        .then(|| format!("{} stands beside a folder of its name", path.display()))
    });
    none("one mod.rs per folder, files named after nouns", faults);
}

#[test]
fn category_names_have_no_hyphen() {
    let named = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.contains("const CATEGORY: &'static str = \""));
        lines.filter_map(|line| line.split('"').nth(1).map(str::to_owned)).collect()
    };
    let sources = workspace::texts(&["rs"]);
    let domain = sources.iter().filter(|(path, _)| path.starts_with("domain"));
    let names: Vec<String> = domain.flat_map(|(_, text)| named(text)).collect();
    assert!(names.len() >= 9, "the categories are no longer found where this test looks: {names:?}");
    let wrong = names.iter().filter(|name| !name.chars().all(|letter| letter.is_ascii_lowercase()));
    none("a stream splits at its first hyphen", wrong.cloned());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "two aggregates share a category: {names:?}");
}

#[test]
fn tests_sleep_only_between_two_looks() {
    let is_test = |path: &Path| path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
    let passes_time = Path::new("tests/src/poll.rs");
    let sources = workspace::texts(&["rs"]);
    let findings = sources.iter().filter(|(path, _)| path != passes_time).flat_map(|(path, text)| {
        let start = if is_test(path) { Some(0) } else { text.find("#[cfg(test)]\nmod tests {") };
        let first_line = start.map_or(usize::MAX, |start| text[..start].lines().count());
        let lines: Vec<&str> = text.lines().collect();
        let slept = (first_line..lines.len()).filter(move |line| sleeps_outside_a_loop(&lines, *line));
        slept.map(move |line| format!("{}:{}", path.display(), line + 1)).collect::<Vec<_>>()
    });
    none("wait for a position, or look again and again", findings);
}

/// Whether a line sleeps, and the block it stands in neither looks again nor is slow on purpose.
fn sleeps_outside_a_loop(lines: &[&str], line: usize) -> bool {
    // Spelled in two parts, or this line would be a finding.
    if !lines[line].contains(concat!("sleep", "(")) {
        return false;
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_outer = |outer: &&&str| !outer.trim().is_empty() && indent(outer) < indent(lines[line]);
    let block = lines[..line].iter().rev().find(is_outer).map_or("", |outer| outer.trim());
    !["loop", "while ", "for "].iter().any(|word| block.starts_with(word)) && !block.contains("fn slowly")
}

#[test]
fn lock_files_and_settings_name_no_registry_of_their_own() {
    const PLAIN: &str = "registry+https://github.com/rust-lang/crates.io-index";
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock");
    let sources = lock.lines().filter_map(|line| line.strip_prefix("source = \"")?.strip_suffix('"'));
    none("Cargo.lock", sources.filter(|source| *source != PLAIN).map(str::to_owned));
    let settings = workspace::files(root()).into_iter().filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        matches!(name, "package-lock.json" | ".npmrc" | "requirements.txt" | "pip.conf" | "config.toml")
    });
    let faults = settings.flat_map(|path| {
        let text = std::fs::read_to_string(&path).expect("a settings file");
        let named = |line: &str| {
            let resolved = line.contains("\"resolved\": \"http");
            let index = ["registry=", "registry =", "index-url", "extra-index"].iter().any(|key| line.contains(key));
            resolved || (index && line.contains("://"))
        };
        let lines: Vec<String> = text.lines().filter(|line| named(line)).map(str::to_owned).collect();
        lines.into_iter().map(move |line| format!("{}: {}", path.display(), line.trim()))
    });
    none("whoever builds chooses his registry", faults.collect::<Vec<_>>());
}

#[test]
fn links_between_pages_resolve() {
    let pages = workspace::texts(&["md"]);
    let faults = pages.iter().flat_map(|(page, text)| {
        let folder = root().join(page.parent().unwrap_or(Path::new("")));
        let broken = links(text).into_iter().filter(move |link| !folder.join(link).exists());
        broken.map(move |link| format!("{} links to {link}", page.display()))
    });
    none("a link leads somewhere", faults);
}

/// Targets of the relative links of a page, without their anchors.
fn links(page: &str) -> Vec<String> {
    let outside_fences = page.split("\n```").step_by(2);
    let targets = outside_fences.flat_map(|text| text.split("](").skip(1));
    let targets = targets.filter_map(|rest| rest.split([')', ' ']).next());
    let relative =
        targets.filter(|target| !target.contains("://") && !target.starts_with(['#', '<']) && !target.is_empty());
    relative.filter_map(|target| target.split('#').next()).map(str::to_owned).collect()
}

#[test]
fn each_decision_is_numbered_once_and_listed() {
    let folder = root().join("docs/adr");
    let list = std::fs::read_to_string(folder.join("README.md")).expect("the list of decisions");
    let mut numbers: BTreeMap<u32, PathBuf> = BTreeMap::new();
    for path in workspace::files(&folder).into_iter().filter(|path| !path.ends_with("README.md")) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let (digits, _) = name.split_once('-').unwrap_or_else(|| panic!("{name} is not NNNN-title.md"));
        assert_eq!(digits.len(), 4, "{name} is not NNNN-title.md");
        assert!(list.contains(&format!("({name})")), "{name} is not listed in docs/adr/README.md");
        let text = std::fs::read_to_string(&path).expect("a decision");
        assert!(text.starts_with(&format!("# {digits} ")), "{name} does not begin with its number");
        let earlier = numbers.insert(digits.parse().expect("a number"), path.clone());
        assert!(earlier.is_none(), "{name} has the number of {earlier:?}");
    }
    let counted: Vec<u32> = (1..=u32::try_from(numbers.len()).expect("few decisions")).collect();
    assert_eq!(numbers.into_keys().collect::<Vec<_>>(), counted, "decisions are numbered without gaps");
}

#[test]
fn the_changelog_has_a_place_for_what_is_not_released() {
    let changelog = std::fs::read_to_string(root().join("CHANGELOG.md")).expect("CHANGELOG.md");
    assert!(changelog.lines().any(|line| line == "## Unreleased"), "CHANGELOG.md has no ## Unreleased");
}

#[test]
fn words_with_two_legal_meanings_stand_alone_nowhere_in_the_schema() {
    let schema = std::fs::read_to_string(root().join("api/schema.graphql")).expect("api/schema.graphql");
    let name = |line: &'_ str| line.trim().split([':', '(', ' ']).next().unwrap_or_default().to_owned();
    let names = schema.lines().filter(|line| line.starts_with([' ', '\t'])).map(name);
    let bare = names.filter(|name| matches!(name.to_lowercase().as_str(), "transfer" | "deposit" | "return"));
    none("each of these words has two legal meanings", bare.collect::<BTreeSet<_>>());
}

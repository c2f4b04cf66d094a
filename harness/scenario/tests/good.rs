//! What is right is taken, and nothing that is wrong brings the reader down.

use proptest::prelude::*;
use scenario::{Colour, Suite, format, load, render};

const EVERYTHING: &str = include_str!("good/everything.yaml");

#[test]
fn everything_that_the_language_has_is_taken() {
    let suite = Suite::load([("good/everything.yaml", EVERYTHING)], None);
    assert_eq!(suite.render(Colour::Plain), "");
    let titles: Vec<&str> = suite
        .cases()
        .iter()
        .map(|case| case.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Everything that the language has, with lock",
            "Everything that the language has, with unlock"
        ]
    );
}

#[test]
fn the_needs_of_everything_are_all_but_three() {
    let suite = Suite::load([("good/everything.yaml", EVERYTHING)], None);
    let needs: Vec<String> = suite.cases()[0]
        .needs()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        needs,
        [
            "button",
            "power-cycle",
            "factory-reset",
            "set-clock",
            "limit-users",
            "jam",
            "turn-key",
            "advertising",
            "mtu",
            "prepare-write",
            "hold-confirmation",
            "choose-mtu",
            "write-command",
            "several-connections",
            "raw-cccd",
            "api >= 1.10",
        ]
    );
}

#[test]
fn everything_is_formatted_as_it_stands() {
    assert_eq!(format(EVERYTHING).as_deref(), Ok(EVERYTHING));
}

/// A file with some of its text replaced, moved or taken away.
fn mutated() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,8}",
        Just("\n".to_owned()),
        Just("\t".to_owned()),
        Just(": ".to_owned()),
        Just("- ".to_owned()),
        Just("{[\"'".to_owned()),
        Just("$".to_owned()),
        Just("ü\u{feff}\u{0}".to_owned()),
        Just("|\n".to_owned()),
        (0..EVERYTHING.len(), 0_usize..80).prop_map(|(from, length)| part(from, length)),
    ];
    let edit = (0..EVERYTHING.len(), 0_usize..40, piece);
    prop::collection::vec(edit, 1..6).prop_map(|edits| {
        let mut text: Vec<char> = EVERYTHING.chars().collect();
        for (at, length, piece) in edits {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

fn part(from: usize, length: usize) -> String {
    EVERYTHING.chars().skip(from).take(length).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_mutation_brings_the_reader_down(text in mutated()) {
        let (scenario, said) = load("mutated.yaml", &text);
        prop_assert!(scenario.is_some() || said.iter().any(scenario::Diagnostic::is_error));
        let rendered = render("mutated.yaml", &text, &said, Colour::Coloured);
        prop_assert_eq!(rendered.is_empty(), said.is_empty());
    }

    #[test]
    fn what_is_formatted_is_taken_as_before_and_stays(text in mutated()) {
        let Ok(formatted) = format(&text) else { return Ok(()) };
        let rules = |text: &str| {
            let (scenario, said) = load("mutated.yaml", text);
            let mut rules: Vec<String> = said.iter().map(|one| format!("{} {}", one.rule, one.message)).collect();
            rules.sort();
            (scenario.is_some(), rules)
        };
        prop_assert_eq!(rules(&formatted), rules(&text));
        prop_assert_eq!(format(&formatted), Ok(formatted));
    }

    #[test]
    fn no_text_at_all_brings_the_reader_down(text in "\\PC{0,200}|[-\\[\\]{}:,#&*!|>'\"%@` a0$\n\t]{0,120}") {
        let (_, said) = load("text.yaml", &text);
        let _ = render("text.yaml", &text, &said, Colour::Plain);
        let _ = format(&text);
    }
}

use super::*;
use crate::ast::Scenario;
use crate::load::{Problems, Shape};

fn formatted(source: &str) -> String {
    let text = format(source).unwrap();
    assert_eq!(
        format(&text).unwrap(),
        text,
        "a second time changes nothing"
    );
    text
}

#[test]
fn keys_stand_in_their_order_and_comments_stay_with_them() {
    let source = "# yaml-language-server: $schema=../scenario.schema.json
about:   why   # the reason
# what holds
title: 'A thing'
requirements:  [ A-01 ,A-02 ]

steps:
    # first
    -  expect: status
       level:   should   # only
       within: 5s

    - send: lock_action
      spoil: {tag: last,   payload: {append: 'FF', cut: 1}}
      with:   {action: lock}   # turns
# the end
";
    assert_eq!(
        formatted(source),
        "# yaml-language-server: $schema=../scenario.schema.json
# what holds
title: A thing
about: why  # the reason
requirements: [A-01, A-02]

steps:
  # first
  - expect: status
    within: 5s
    level: should  # only

  - send: lock_action
    with: {action: lock}  # turns
    spoil: {payload: {cut: 1, append: FF}, tag: last}
# the end
"
    );
}

#[test]
fn quotes_stay_where_they_mean_something() {
    let source = "a: 'yes'\nb: '0100030027A7'\nc: 'text'\nd: '1E10'\ne: 'a: b'\nf: \"it's\"\ng: '$x'\nh: ['a, b', 'c']\n";
    assert_eq!(
        formatted(source),
        "a: 'yes'\nb: '0100030027A7'\nc: text\nd: '1E10'\ne: 'a: b'\nf: it's\ng: '$x'\nh: ['a, b', c]\n"
    );
}

#[test]
fn braces_that_do_not_fit_become_lines() {
    let source = "title: t\nsteps:\n  - send: set_config\n    with: {name: a name of some length, led_enabled: true, led_brightness: 3, button_enabled: false, x: 1}\n  - expect: [ # any\n      silence, disconnect]\n";
    assert_eq!(
        formatted(source),
        "title: t
steps:
  - send: set_config
    with:
      name: a name of some length
      led_enabled: true
      led_brightness: 3
      button_enabled: false
      x: 1
  - expect:  # any
      - silence
      - disconnect
"
    );
}

#[test]
fn texts_of_several_lines_keep_their_lines() {
    let source = "about: >-\n     One.\n     Two.\n\n       indented\ntitle: >\n long\nnext: |\n   a # no comment\n    b\n";
    assert_eq!(
        formatted(source),
        "about: >-\n  One.\n  Two.\n\n    indented\ntitle: >\n  long\nnext: |\n  a # no comment\n   b\n"
    );
    let long = format!("about: {}\n", "word ".repeat(40));
    assert!(formatted(&long).starts_with("about: >-\n  word word"));
}

#[test]
fn an_empty_line_behind_a_lone_dash_stays_where_it_is_put() {
    let odd = "title: T\nsteps:\n  - drain: 1s\n  - \n\n      - drain: 1s\n      - drain: 2s\n";
    let once = formatted(odd);
    assert_eq!(formatted(&once), once);
}

#[test]
fn every_shipped_scenario_says_the_same_when_formatted() {
    for path in crate::schema::shipped() {
        let source = std::fs::read_to_string(&path).unwrap();
        let text = formatted(&source);
        assert_eq!(tree(&text), tree(&source), "{}", path.display());
    }
}

/// What is read, without places.
fn tree(source: &str) -> String {
    let node = parse(source).unwrap();
    let scenario = Scenario::read(&node, &mut Problems::default());
    let text = format!("{scenario:?}");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        out += &rest[..at];
        let end = rest[at..].find('}').unwrap_or(0);
        rest = &rest[at + end..];
    }
    out + rest
}

use super::*;

fn text(source: &str) -> String {
    fn show(node: &Node, source: &str) -> String {
        let place = &source[node.span.start..node.span.end];
        match &node.kind {
            Kind::Scalar(scalar) => format!("<{}|{place}>", scalar.text),
            Kind::List(items) => {
                let items: Vec<_> = items.iter().map(|item| show(item, source)).collect();
                format!("[{}]", items.join(" "))
            }
            Kind::Map(entries) => {
                let entries: Vec<_> = entries
                    .iter()
                    .map(|entry| {
                        assert_eq!(
                            &source[entry.key.span.start..entry.key.span.end],
                            &*entry.key.value
                        );
                        format!("{}={}", entry.key.value, show(&entry.value, source))
                    })
                    .collect();
                format!("{{{}}}", entries.join(" "))
            }
        }
    }
    show(&parse(source).unwrap(), source)
}

fn refused(source: &str) -> Vec<String> {
    parse(source)
        .unwrap_err()
        .into_iter()
        .map(|one| format!("{} {}", one.span, one.message))
        .collect()
}

#[test]
fn scalars_keep_their_text_and_their_place() {
    assert_eq!(
        text("a: 00112233 # four bytes\nb: '1E10'\nc: [0x0D, ~, no]\n"),
        "{a=<00112233|00112233> b=<1E10|'1E10'> c=[<0x0D|0x0D> <~|~> <no|no>]}"
    );
}

#[test]
fn places_are_counted_in_bytes_behind_wide_characters_too() {
    assert_eq!(text("ä: [\"öß\", $x]\n"), "{ä=[<öß|\"öß\"> <$x|$x>]}");
    let node = parse("ä: {b: ü, c: d}\n").unwrap();
    assert_eq!((node.span.line, node.span.column), (1, 1));
}

#[test]
fn a_block_ends_with_its_last_word() {
    let source =
        "steps:\n  - send: x\n    with:\n      a: 1\n\n  # comment\n  - wait: 5s\n\nafter: 1\n";
    let Kind::Map(entries) = parse(source).unwrap().kind else {
        panic!("a map")
    };
    let steps = &entries[0].value;
    let Kind::List(items) = &steps.kind else {
        panic!("a list")
    };
    assert_eq!(
        &source[items[0].span.start..items[0].span.end],
        "send: x\n    with:\n      a: 1"
    );
    assert_eq!(&source[items[1].span.start..items[1].span.end], "wait: 5s");
    assert!(source[steps.span.start..steps.span.end].ends_with("wait: 5s"));
}

#[test]
fn a_part_ends_where_it_ends() {
    let source = "a: 'it''s'  # b\nc: {d: \"e\\\"\"}  # f\ng: >-  # h\n\n  one\n  two\n\nx: 1\n";
    let Kind::Map(entries) = parse(source).unwrap().kind else {
        panic!("a map")
    };
    let texts: Vec<&str> = entries
        .iter()
        .map(|one| &source[one.value.span.start..one.value.span.end])
        .collect();
    assert_eq!(
        texts,
        ["'it''s'", "{d: \"e\\\"\"}", ">-  # h\n\n  one\n  two", "1"]
    );
    assert_eq!(
        (entries[2].value.span.line, entries[2].value.span.column),
        (3, 4)
    );
}

#[test]
fn what_a_scenario_has_no_use_for_is_refused() {
    assert_eq!(refused("a: &x 1\nb: *x\n").len(), 2);
    assert_eq!(refused("a: !int 1\n").len(), 1);
    assert_eq!(
        refused("a: 1\n---\nb: 2\n"),
        ["2:1 a second document begins here"]
    );
    assert_eq!(refused("a: 1\nb: 2\na: 3\n"), ["3:1 `a` stands here twice"]);
    assert_eq!(refused(""), ["0:0 the file is empty"]);
    assert_eq!(refused("[a]: 1\n"), ["1:1 a key here is a single word"]);
}

#[test]
fn budgets_hold() {
    assert!(
        refused(&format!("{}{}", "[".repeat(100), "]".repeat(100)))[0]
            .contains("more than 64 deep")
    );
    assert!(refused(&"- a\n".repeat(120_000))[0].contains("more than 100000 parts"));
    assert!(refused(&"a".repeat(2_000_000))[0].contains("bytes"));
}

#[test]
fn a_hostile_file_costs_little() {
    for part in [
        "[",
        "{",
        "- ",
        "? ",
        "a: ",
        "'",
        "\"",
        "&a ",
        "*a ",
        "!a ",
        "|\n",
        "#",
        "\n",
        "a\n",
        "- - a\n",
        "{a: [",
        "%",
        "\t",
        "\u{feff}",
        "a:\n ",
        "? a\n: b\n",
        "---\n",
        "[a, ",
    ] {
        let source = part.repeat(100_000 / part.len());
        let _ = parse(&source);
    }
}

//! What usually lies behind a file that is no YAML.

/// A piece of advice, with the place that it is about.
pub(super) struct Advice {
    /// What to do.
    pub(super) help: &'static str,
    /// The byte of what was opened and not closed.
    pub(super) opened: Option<usize>,
}

/// Looks at the file up to where the parser gave up.
pub(super) fn advice(source: &str, at: usize, info: &str) -> Advice {
    let upto = source.get(..at).unwrap_or(source);
    let begin = upto.rfind('\n').map_or(0, |at| at + 1);
    let line = source[begin..].lines().next().unwrap_or_default();
    let open = unclosed(upto);
    let help = match open {
        _ if line.contains('\t') || info.contains("tab") => {
            "indent with spaces: YAML takes no tabs"
        }
        Some((_, '[' | '{')) => "the bracket or brace that begins there is not closed",
        _ if info.contains("quoted scalar") => "the quote that begins here is not closed",
        _ if info.contains("mapping values") || line.matches(": ").count() > 1 => {
            "a text that contains `: ` needs quotes"
        }
        _ if line.contains(": %") || line.contains(": @") || line.contains(": `") => {
            "a text that begins with `%`, `@` or a backquote needs quotes"
        }
        _ => "look at the indentation and the quotes of this line and the one before",
    };
    let about_bracket = help.starts_with("the bracket");
    Advice {
        help,
        opened: open.filter(|_| about_bracket).map(|(at, _)| at),
    }
}

/// The last bracket or brace that is not closed by then.
fn unclosed(upto: &str) -> Option<(usize, char)> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    let mut comment = false;
    for (at, character) in upto.char_indices() {
        match (character, quote) {
            ('\n', _) => comment = false,
            _ if comment => {}
            (end, Some(begin)) if end == begin => quote = None,
            (_, Some(_)) => {}
            ('#', None) if before.is_whitespace() => comment = true,
            ('\'' | '"', None) if before.is_whitespace() || matches!(before, '[' | '{' | ',') => {
                quote = Some(character);
            }
            ('[' | '{', None) if before.is_whitespace() || matches!(before, '[' | '{') => {
                open.push((at, character));
            }
            (']' | '}', None) => _ = open.pop(),
            _ => {}
        }
        before = character;
    }
    open.pop()
}

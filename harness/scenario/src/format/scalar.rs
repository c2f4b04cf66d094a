//! Scalars: quotes where they mean something.

/// Whether the text means the same with and without quotes, to this language and to any other reader of YAML.
pub(super) fn means_the_same_plain(text: &str) -> bool {
    let first = text.chars().next();
    let last = text.chars().next_back();
    let begins_well = first.is_some_and(|c| c.is_alphabetic() || c == '_' || c == '/' || c == '.');
    let ends_well = last.is_some_and(|c| !c.is_whitespace() && c != ':');
    begins_well
        && ends_well
        && !is_special(text)
        && !text.chars().any(char::is_control)
        && !text.contains(": ")
        && !text.contains(" #")
}

/// Words and numbers that readers of YAML take for something else than text.
fn is_special(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let words = [
        "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", ".nan", ".inf", "inf",
        "infinity",
    ];
    words.contains(&&*word) || text.parse::<f64>().is_ok() || text.starts_with("...")
}

/// Whether the text may also stand without quotes between brackets.
fn fits_in_flow(text: &str) -> bool {
    !text.contains([',', '[', ']', '{', '}'])
}

/// Writes a scalar on one line, if it has one line.
pub(super) fn inline(text: &str, plain: bool, in_flow: bool) -> String {
    let bare = if plain {
        !text.contains('\n')
    } else {
        means_the_same_plain(text)
    };
    if bare && (!in_flow || fits_in_flow(text)) {
        return text.to_owned();
    }
    if text.chars().any(char::is_control) {
        return double(text);
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// With double quotes and escapes.
fn double(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            '\t' => out += "\\t",
            '\r' => out += "\\r",
            c if u32::from(c) < 0x100 && c.is_control() => {
                out += &format!("\\x{:02x}", u32::from(c))
            }
            c if c.is_control() => out += &format!("\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out + "\""
}

/// A long text as a folded block, one line for each so many columns; none where folding would change it.
pub(super) fn folded(text: &str, columns: usize) -> Option<Vec<String>> {
    if text.contains('\n') || text.contains("  ") || text.starts_with(' ') || text.ends_with(' ') {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    Some(lines)
}

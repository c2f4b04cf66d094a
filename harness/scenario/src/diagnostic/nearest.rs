//! Did you mean?

/// The candidate that the word was probably meant to be.
pub(crate) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let word = normal(word);
    let near = |candidate: &&'c str| {
        let known = normal(candidate);
        let most = known.len().min(word.len()).div_ceil(3);
        let distance = strsim::damerau_levenshtein(&word, &known);
        let within = word.len() >= 4
            && (known.starts_with(&word) || word.starts_with(&known) || ends(&known, &word));
        (distance <= most || within).then_some((distance, known.len()))
    };
    let scored = candidates
        .into_iter()
        .filter_map(|one| near(&one).map(|score| (score, one)));
    scored.min_by_key(|(score, _)| *score).map(|(_, one)| one)
}

/// `a`, `b` or `c`; long lists are shortened.
pub(crate) fn one_of<'c>(words: impl IntoIterator<Item = &'c str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] if quoted.len() <= MOST => format!("{} or {last}", first.join(", ")),
        _ => format!(
            "{}, ... ({} in all)",
            quoted[..MOST].join(", "),
            quoted.len()
        ),
    }
}

fn ends(known: &str, word: &str) -> bool {
    known.ends_with(word) && known.len() < 2 * word.len() + 4
}

/// Without what people write differently: case, dashes, spaces.
fn normal(word: &str) -> String {
    let letters = word
        .chars()
        .take(80)
        .map(|c| if matches!(c, '-' | ' ' | '.') { '_' } else { c });
    letters.collect::<String>().to_lowercase()
}

/// So many words are listed in full.
const MOST: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let words = ["within", "not_before", "requirements", "because"];
        assert_eq!(nearest("withn", words), Some("within"));
        assert_eq!(nearest("notBefore", words), Some("not_before"));
        assert_eq!(nearest("not-before", words), Some("not_before"));
        assert_eq!(nearest("requirement", words), Some("requirements"));
        assert_eq!(nearest("timeout", words), None);
        assert_eq!(nearest("", words), None);
    }

    #[test]
    fn a_list_of_words_reads_well() {
        assert_eq!(one_of(["a"]), "`a`");
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}

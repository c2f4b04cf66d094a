//! Bytes as people paste them.

/// The bytes of one argument: hex digits in any of the ways that programs print them.
///
/// `38a362`, `38 A3 62`, `38:a3:62`, `0x38, 0xa3`, `[38, a3]`, `<Buffer 38 a3 62>`, `\x38\xa3`.
///
/// # Errors
/// Something in it is no hex digit, or a digit is left over.
pub(super) fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let bare = text
        .replace("Buffer", " ")
        .replace("0x", " ")
        .replace("0X", " ")
        .replace("\\x", " ");
    let ignored = |c: char| c.is_whitespace() || "<>[](){},;:-_\"'".contains(c);
    let mut digits = Vec::new();
    for (place, c) in bare.chars().filter(|c| !ignored(*c)).enumerate() {
        let Some(digit) = c.to_digit(16) else {
            return Err(format!(
                "expected hex digits, got `{}` at digit {} of `{}`",
                c.escape_default(),
                place + 1,
                shown(text)
            ));
        };
        digits.push(u8::try_from(digit).unwrap_or_default());
    }
    if digits.is_empty() {
        return Err(format!(
            "expected hex digits, got none in `{}`",
            shown(text)
        ));
    }
    if digits.len() % 2 == 1 {
        return Err(format!(
            "expected two digits for each byte, got {} digits in `{}`; one was lost or is too much",
            digits.len(),
            shown(text)
        ));
    }
    Ok(digits
        .chunks_exact(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect())
}

/// 32 bytes of a key.
///
/// # Errors
/// The text is no hex, or not 32 bytes of it.
pub(super) fn key(text: &str) -> Result<[u8; 32], String> {
    // The text itself stays out of the message: it is a secret.
    let bytes = bytes(text).map_err(|_| "expected a key of 64 hex digits".to_owned())?;
    let has = bytes.len();
    bytes
        .try_into()
        .map_err(|_| format!("expected a key of 32 bytes, got {has}"))
}

fn shown(text: &str) -> String {
    let start: String = text
        .chars()
        .take(40)
        .collect::<String>()
        .escape_default()
        .to_string();
    if text.chars().count() > 40 {
        format!("{start}…")
    } else {
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::proptest;

    #[test]
    fn bytes_are_read_as_programs_print_them() {
        for text in [
            "38a362",
            "38 A3 62",
            "38:a3:62",
            "0x38, 0xa3, 0x62",
            "[38, a3, 62]",
            "<Buffer 38 a3 62>",
            "\\x38\\xa3\\x62",
            "38-A3-62\n",
        ] {
            assert_eq!(bytes(text).unwrap(), [0x38, 0xA3, 0x62], "{text}");
        }
    }

    #[test]
    fn a_lost_digit_is_told() {
        let error = bytes("02000000E00010D9A").unwrap_err();
        assert!(error.contains("17 digits"), "{error}");
        assert!(bytes("hello").unwrap_err().contains("got `h`"));
        assert!(bytes("").unwrap_err().contains("got none"));
    }

    #[test]
    fn a_wrong_key_is_not_repeated() {
        let error = key("00112233zz").unwrap_err();
        assert!(!error.contains("0011"), "{error}");
        assert_eq!(key("00").unwrap_err(), "expected a key of 32 bytes, got 1");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = bytes(&text);
            let _ = key(&text);
        }
    }
}

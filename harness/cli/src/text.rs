//! Text files from outside: read within bounds.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The text of a file that people write.
///
/// # Errors
/// It cannot be read, is no text, or is larger than any such file; the message names it.
pub(crate) fn text_of(path: &Path) -> Result<String, String> {
    let told = |why: &dyn std::fmt::Display| format!("`{}`: {why}", path.display());
    let file = File::open(path).map_err(|error| told(&error))?;
    let mut bytes = Vec::new();
    file.take(MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| told(&error))?;
    if bytes.len() as u64 > MOST {
        return Err(told(&format_args!("larger than {MOST} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| told(&error))
}

/// Bytes of the largest file.
const MOST: u64 = 16 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_end_or_is_no_text_is_told() {
        let told = text_of(Path::new("/dev/zero")).unwrap_err();
        assert_eq!(told, "`/dev/zero`: larger than 16777216 bytes");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [0xFF, 0xFE]).unwrap();
        assert!(text_of(file.path()).unwrap_err().contains("utf-8"));
        std::fs::write(file.path(), "steps: []").unwrap();
        assert_eq!(text_of(file.path()), Ok("steps: []".to_owned()));
    }
}

//! Why a box does not open: whether it would, had the lock made one of the usual slips.

use super::Run;
use std::fmt;
use wire::session::{OpenError, SharedKey};

/// The slip under which a box opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// The tag stands behind the ciphertext.
    TagBehind,
    /// The key is the bare result of dh1.
    WithoutKdf,
    /// The key is that of another user of the case.
    KeyOf(String),
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TagBehind => {
                f.write_str("one that opens only when its last 16 bytes are taken for the tag")
            }
            Self::WithoutKdf => {
                f.write_str("one that opens with the bare result of dh1, without kdf1")
            }
            Self::KeyOf(user) => write!(
                f,
                "one that opens with the key of `{user}`, who has another id"
            ),
        }
    }
}

impl Run<'_> {
    /// The slip that explains a box that does not open with the key of the id it names.
    pub(super) fn would_open(&self, auth_id: u32, bytes: &[u8]) -> Option<Slip> {
        let named = || {
            self.users
                .values()
                .filter(move |user| user.auth_id == auth_id)
        };
        let turned = tag_in_front(bytes);
        if let Some(turned) = &turned
            && named().any(|user| opens(&user.key, turned))
        {
            return Some(Slip::TagBehind);
        }
        let bare = |dh: [u8; 32]| opens(&SharedKey::from_bytes(dh), bytes);
        if named().filter_map(|user| user.dh).any(bare) {
            return Some(Slip::WithoutKdf);
        }
        self.users
            .iter()
            .find(|(_, user)| user.auth_id != auth_id && opens(&user.key, bytes))
            .map(|(name, _)| Slip::KeyOf(name.clone()))
    }
}

/// Whether the tag is right; what stands in the box is another question.
fn opens(key: &SharedKey, bytes: &[u8]) -> bool {
    let mut room = vec![0; bytes.len()];
    !matches!(
        key.open(bytes, &mut room),
        Err(OpenError::BadTag | OpenError::TooShort { .. } | OpenError::LengthField { .. })
    )
}

/// The message with the last 16 bytes of its box moved to the box's begin.
fn tag_in_front(bytes: &[u8]) -> Option<Vec<u8>> {
    let (head, sealed) = bytes.split_at_checked(HEAD)?;
    let at = sealed.len().checked_sub(16)?;
    let (text, tag) = sealed.split_at(at);
    Some([head, tag, text].concat())
}

/// Nonce, authorization id and length: what stands in front of the box.
const HEAD: usize = 24 + 4 + 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_comes_to_the_front() {
        let mut bytes = vec![1; HEAD];
        bytes.extend([2; 5]);
        bytes.extend([3; 16]);
        let turned = tag_in_front(&bytes).unwrap_or_default();
        assert_eq!(turned[HEAD..HEAD + 16], [3; 16]);
        assert_eq!(turned[HEAD + 16..], [2; 5]);
        assert_eq!(tag_in_front(&[0; 20]), None);
    }
}

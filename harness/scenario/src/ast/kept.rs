//! The variables that the run keeps by itself.

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A number, or a code's.
    Number,
    /// A number with a fraction.
    Float,
    /// Bytes; how many, where that is known.
    Bytes(Option<usize>),
    /// A text.
    Text,
    /// A date and time.
    Date,
    /// A time of day.
    Time,
    /// Only the run knows.
    Unknown,
}

/// A variable that the run keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name, without `$`.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// What that is.
    pub meaning: &'static str,
}

/// Of the pairing on client `a`, and of the run.
pub const KEPT: &[Kept] = &[
    kept("lock_key", Holds::Bytes(Some(32)), "the lock's public key"),
    kept(
        "client_key",
        Holds::Bytes(Some(32)),
        "the public key that was sent",
    ),
    kept(
        "client_private_key",
        Holds::Bytes(Some(32)),
        "the client's private key",
    ),
    kept(
        "challenge",
        Holds::Bytes(Some(32)),
        "the newest challenge of the pairing",
    ),
    kept(
        "first_challenge",
        Holds::Bytes(Some(32)),
        "the first challenge of the pairing",
    ),
    kept(
        "shared_key",
        Holds::Bytes(Some(32)),
        "the shared key s of the pairing",
    ),
    kept(
        "dh_key",
        Holds::Bytes(Some(32)),
        "the Diffie-Hellman result k of the pairing",
    ),
    kept(
        "nonce_abf",
        Holds::Bytes(Some(32)),
        "the client's nonce of the pairing",
    ),
    kept(
        "nonce_k",
        Holds::Bytes(Some(32)),
        "the lock's nonce of the pairing",
    ),
    kept(
        "uuid",
        Holds::Bytes(Some(16)),
        "the lock's UUID, as the pairing gave it",
    ),
    kept(
        "new_auth_id",
        Holds::Number,
        "the authorization id that the pairing gave",
    ),
    kept("pin", Holds::Number, "the security PIN in force"),
    kept("nuki_id", Holds::Number, "the lock's Nuki-ID"),
    kept(
        "beacon_name",
        Holds::Text,
        "the name that the lock advertises",
    ),
    kept("now", Holds::Date, "the lock's time as it was last seen"),
];

/// Of a user: `$auth_id` is the owner's, `$guest.auth_id` the guest's.
pub const KEPT_OF_USER: &[Kept] = &[
    kept("auth_id", Holds::Number, "the authorization id"),
    kept("app_id", Holds::Number, "the app id"),
    kept("key", Holds::Bytes(Some(32)), "the shared key"),
    kept("shared_key", Holds::Bytes(Some(32)), "the shared key"),
    kept("user_name", Holds::Text, "the name, filled up to 32 bytes"),
];

const fn kept(name: &'static str, holds: Holds, meaning: &'static str) -> Kept {
    Kept {
        name,
        holds,
        meaning,
    }
}

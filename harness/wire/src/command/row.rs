//! The macro that turns the table's rows into items.

/// Rows in, items out. A row reads
///
/// ```text
/// ID Kind<'a> name, "Section", to [chars], from [chars], "what it is for" {
///     field: Kind if flag optional VERSION unit "unit" within MIN..=MAX, "what it says";
/// } later {
///     fields that later versions append, or insert before the proof: as above, each with `since VERSION`;
/// } proof { nonce, pin }
/// ```
///
/// where `<'a>`, `later`, `proof` and all after a field's kind may be missing. The structs have no `later` fields.
macro_rules! commands {
    ($(
        $id:literal $kind:ident $(<$life:lifetime>)? $name:ident, $section:literal,
        to [$($to:ident),*], from [$($from:ident),*], $doc:literal
        {
            $( $field:ident: $type:ident $(($of:tt))?
                $(if $flag:ident)? $(optional $optional:ident)?
                $(unit $unit:literal)? $(within $min:literal..=$max:literal)?, $says:literal; )*
        }
        $( later {
            $( $later:ident: $later_type:ident $(($later_of:tt))?
                $(optional $later_optional:ident)? $(since $since:ident)?
                $(unit $later_unit:literal)? $(within $later_min:literal..=$later_max:literal)?,
                $later_says:literal; )*
        } )?
        $( proof { $($proof:ident),* } )?
    )*) => {
        /// A command of V1.10, without its payload.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Command {
            $( #[doc = concat!("`", stringify!($id), "`: ", $doc)] $kind, )*
        }

        impl Command {
            /// Every command, in the order of the document.
            pub const ALL: &'static [Self] = &[ $( Self::$kind, )* ];

            /// Its identifier on the wire.
            #[must_use]
            pub const fn id(self) -> CommandId {
                match self { $( Self::$kind => CommandId($id), )* }
            }

            /// Its name in scenario files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$kind => stringify!($name), )* }
            }

            /// What the document says of it.
            #[must_use]
            pub const fn spec(self) -> &'static Spec {
                match self { $( Self::$kind => $kind::SPEC, )* }
            }

            /// The command of that identifier, if V1.10 has it.
            #[must_use]
            pub const fn of(id: CommandId) -> Option<Self> {
                match id.0 {
                    $( $id => Some(Self::$kind), )*
                    _ => None,
                }
            }

            /// The command of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $( stringify!($name) => Some(Self::$kind), )*
                    _ => None,
                }
            }
        }

        /// A command with its payload, as V1.10 allows it.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Message<'a> {
            $( #[doc = $doc] $kind($kind $(<$life>)?), )*
        }

        impl<'a> Message<'a> {
            /// Reads the payload of that command.
            ///
            /// # Errors
            /// When its length is none that V1.10 allows.
            pub fn parse(command: Command, payload: &'a [u8]) -> Result<Self, BadLength> {
                match command {
                    $( Command::$kind => $kind::parse(payload).map(Self::$kind), )*
                }
            }

            /// Which command it is.
            #[must_use]
            pub const fn command(&self) -> Command {
                match self { $( Self::$kind(_) => Command::$kind, )* }
            }

            /// Writes the payload and says how long it is.
            ///
            /// # Errors
            /// When `out` is too small.
            pub fn emit(&self, out: &mut [u8]) -> Result<usize, Full> {
                match self { $( Self::$kind(message) => message.emit(out), )* }
            }
        }

        $(
            #[doc = $doc]
            #[doc = concat!("\n\nSection \"", $section, " (", stringify!($id), ")\".")]
            #[derive(Clone, Copy, Debug, PartialEq)]
            pub struct $kind $(<$life>)? {
                $( #[doc = $says] pub $field: typed!($type $(($of))? $(if $flag)?), )*
                $($( #[doc = proof_doc!($proof)] pub $proof: typed_proof!($proof), )*)?
            }

            impl $(<$life>)? $kind $(<$life>)? {
                /// What the document says of it.
                pub const SPEC: &'static Spec = &Spec {
                    command: Command::$kind,
                    id: CommandId($id),
                    name: stringify!($name),
                    clause: concat!($section, " (", stringify!($id), ")"),
                    doc: $doc,
                    to_lock: &[ $( Char::$to, )* ],
                    from_lock: &[ $( Char::$from, )* ],
                    proof: proof!($($($proof)*)?),
                    fields: &[
                        $( Field {
                            name: stringify!($field),
                            kind: kind!($type $(($of))?),
                            unit: option!($($unit)?),
                            range: option!($(Range { min: $min, max: $max })?),
                            presence: presence!($(if $flag)? $(optional $optional)?),
                            doc: $says,
                        }, )*
                        $($( Field {
                            name: stringify!($later),
                            kind: kind!($later_type $(($later_of))?),
                            unit: option!($($later_unit)?),
                            range: option!($(Range { min: $later_min, max: $later_max })?),
                            presence: presence!($(optional $later_optional)? $(since $since)?),
                            doc: $later_says,
                        }, )*)?
                        $($( proof_field!($proof), )*)?
                    ],
                };

                /// Reads a payload.
                ///
                /// # Errors
                /// When its length is none that V1.10 allows.
                pub fn parse(payload: payload!($($life)?)) -> Result<Self, BadLength> {
                    let bad_length = BadLength { command: Command::$kind, has: payload.len() };
                    let source = &mut Source { rest: payload };
                    $( let $field = take!(source, bad_length $(, $flag)?); )*
                    $($( let $proof = take!(source, bad_length); )*)?
                    match source.rest {
                        [] => Ok(Self { $( $field, )* $($( $proof, )*)? }),
                        _ => Err(bad_length),
                    }
                }

                /// Writes the payload and says how long it is.
                ///
                /// # Errors
                /// When `out` is too small.
                pub fn emit(&self, out: &mut [u8]) -> Result<usize, Full> {
                    Sink::new(out)
                        $( .put(&self.$field) )*
                        $($( .put(&self.$proof) )*)?
                        .finish()
                }
            }
        )*
    };
}

/// The Rust type of a field.
macro_rules! typed {
    ($type:ident $(($of:tt))? if $flag:ident) => { Option<typed!($type $(($of))?)> };
    (U8) => { u8 };
    (Flag) => { u8 };
    (Code($set:tt)) => { u8 };
    (U16) => { u16 };
    (U32) => { u32 };
    (I16) => { i16 };
    (F32) => { f32 };
    (Command) => { CommandId };
    (Bytes($width:tt)) => { &'a [u8; $width] };
    (Text($width:tt)) => { &'a [u8; $width] };
    (DateTime) => { DateTime };
    (TimeOfDay) => { TimeOfDay };
    (Rest) => { &'a [u8] };
}

/// The [`Kind`](crate::field::Kind) of a field.
macro_rules! kind {
    (Code($set:tt)) => { Kind::Code(code::$set::SET) };
    ($type:ident $(($width:tt))?) => { Kind::$type $(($width))? };
}

/// When a field is there.
macro_rules! presence {
    () => {
        Presence::Always
    };
    (if $flag:ident) => {
        Presence::If(stringify!($flag))
    };
    (optional $since:ident) => {
        Presence::Optional(Api::$since)
    };
    (since $since:ident) => {
        Presence::Since(Api::$since)
    };
}

macro_rules! option {
    () => { None };
    ($($some:tt)+) => { Some($($some)+) };
}

/// What a command must carry.
macro_rules! proof {
    () => {
        Proof::Nothing
    };
    (nonce) => {
        Proof::Challenge
    };
    (nonce pin) => {
        Proof::ChallengeAndPin
    };
}

macro_rules! typed_proof {
    (nonce) => { &'a [u8; 32] };
    (pin) => { u16 };
}

macro_rules! proof_doc {
    (nonce) => {
        "The nonce of the newest challenge."
    };
    (pin) => {
        "The security PIN."
    };
}

macro_rules! proof_field {
    (nonce) => {
        NONCE
    };
    (pin) => {
        PIN
    };
}

/// The payload a struct borrows from, if it borrows.
macro_rules! payload {
    ($life:lifetime) => {
        &$life[u8]
    };
    () => {
        &[u8]
    };
}

/// Takes a field, if its flag says that it is there.
macro_rules! take {
    ($source:ident, $error:ident, $flag:ident) => {
        if $flag == 0 {
            None
        } else {
            take!($source, $error)
        }
    };
    ($source:ident, $error:ident) => {
        match $source.take() {
            Some(part) => part,
            None => return Err($error),
        }
    };
}

pub(super) use {
    commands, kind, option, payload, presence, proof, proof_doc, proof_field, take, typed,
    typed_proof,
};

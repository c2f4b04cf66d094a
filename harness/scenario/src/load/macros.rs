//! The macros that list a type once.

/// A struct whose members are the keys of a map.
///
/// A row reads `pub name: Type as "key" = default => Reader(other),`, where `as` gives the key when it is not the name,
/// `where required` that an empty list must be written too, `=` what a missing flag means, and `=>` another way of reading than the type's own, perhaps by what the member
/// `other` holds. `and Judging` adds that type's keys to the same map.
macro_rules! shape {
    (
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:ident),*)])?
        pub struct $name:ident {
            $(
                $(#[doc = $says:literal])*
                pub $member:ident: $type:ty $(as $key:literal)? $(where $needed:ident)? $(= $default:expr)?
                    $(=> $reader:ident $(($of:ident))?)?,
            )*
        }
        $(and $flat:ident)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq $($(, $derive)*)?)]
        pub struct $name {
            $( $(#[doc = $says])* pub $member: $type, )*
            $(
                /// Requirements, level, reason.
                pub judging: $flat,
            )?
        }

        impl $crate::load::Keyed for $name {
            fn doc(_verb: &str) -> &'static str {
                concat!($($doc,)*)
            }

            fn keys(_verb: &str) -> Vec<$crate::load::Key> {
                let own = [$( $crate::load::Key { name: $crate::load::macros::key!($member $($key)?) }, )*];
                #[allow(unused_mut, reason = "only some shapes have keys of another")]
                let mut keys = own.to_vec();
                $( keys.extend(<$flat as $crate::load::Keyed>::keys("")); )?
                keys
            }

            fn take(
                members: &mut $crate::load::Members<'_>,
                to: &mut $crate::load::Problems,
            ) -> Option<Self> {
                $(
                    let $member: Option<$type> = members.take(
                        $crate::load::macros::key!($member $($key)?),
                        $crate::load::macros::absent!($type $(, where $needed)? $(, $default)?),
                        |node, to| $crate::load::macros::read!(node, to, $type $(, $reader $(, $of)?)?),
                        to,
                    );
                )*
                $( let judging = <$flat as $crate::load::Keyed>::take(members, to); )?
                Some(Self {
                    $( $member: $member?, )*
                    $( judging: { let judging: Option<$flat> = judging; judging? }, )?
                })
            }

            fn properties(
                _verb: &str,
                schemas: &mut $crate::load::Schemas,
            ) -> Vec<$crate::load::Property> {
                #[allow(unused_mut, reason = "only some shapes have keys of another")]
                let mut properties = vec![$(
                    $crate::load::Property {
                        key: $crate::load::macros::key!($member $($key)?),
                        doc: concat!($($says,)*),
                        needed: $crate::load::macros::absent!($type $(, where $needed)? $(, $default)?).is_none(),
                        schema: $crate::load::macros::schema!(schemas, $type $(, $reader $(, $of)?)?),
                    },
                )*];
                $( properties.extend(<$flat as $crate::load::Keyed>::properties("", schemas)); )?
                properties
            }
        }
    };
}

/// The key of a member: its name, unless another is given.
macro_rules! key {
    ($member:ident) => {
        stringify!($member)
    };
    ($member:ident $key:literal) => {
        $key
    };
}

/// What a missing member means.
macro_rules! absent {
    ($type:ty) => {
        <$type as $crate::load::Shape>::absent()
    };
    ($type:ty, where required) => {
        None::<$type>
    };
    ($type:ty, $default:expr) => {
        Some::<$type>($default)
    };
}

/// Reads a member.
macro_rules! read {
    ($node:ident, $to:ident, $type:ty) => {
        <$type as $crate::load::Shape>::read($node, $to)
    };
    ($node:ident, $to:ident, $type:ty, $reader:ident) => {
        <$crate::load::$reader as $crate::load::Reading<$type, ()>>::read($node, None, $to)
    };
    ($node:ident, $to:ident, $type:ty, $reader:ident, $of:ident) => {
        <$crate::load::$reader as $crate::load::Reading<$type, _>>::read($node, $of.as_ref(), $to)
    };
}

/// The schema of a member.
macro_rules! schema {
    ($schemas:ident, $type:ty) => {
        $crate::load::of::<$type>($schemas)
    };
    ($schemas:ident, $type:ty, $reader:ident) => {
        <$crate::load::$reader as $crate::load::Reading<$type, ()>>::schema($schemas)
    };
    ($schemas:ident, $type:ty, $reader:ident, $of:ident) => {
        <$crate::load::$reader as $crate::load::Reading<
            $type,
            $crate::span::At<$crate::ast::CommandName>,
        >>::schema($schemas)
    };
}

/// An enum whose variants are words. The word stands in backquotes at the begin of the variant's doc, and after `=`.
macro_rules! words {
    (
        $(#[doc = $doc:literal])*
        #[derive($($derive:ident),*)]
        pub enum $name:ident ($what:literal) {
            $( $(#[doc = $says:literal])* $variant:ident = $word:literal, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive($($derive),*)]
        pub enum $name { $( $(#[doc = $says])* $variant, )* }

        impl $crate::load::Shape for $name {
            const NAME: Option<&'static str> = Some($what);

            fn read(node: &$crate::syntax::Node, to: &mut $crate::load::Problems) -> Option<Self> {
                $crate::load::word(node, $what, &[$( ($word, Self::$variant), )*], to)
            }

            fn schema(_: &mut $crate::load::Schemas) -> schemars::Schema {
                $crate::load::words_schema([$( ($word, concat!($($says,)*)), )*])
            }
        }

        impl $name {
            /// The word as it is written.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }
        }
    };
}

pub(crate) use {absent, key, read, schema, shape, words};

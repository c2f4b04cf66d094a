//! The macro that turns the rows of the table into items.

/// Rows in, items out: kind = name, what goes wrong, the requirements it breaks (the most direct first), where it was
/// seen (a section of the fact sheet, an issue, a program, `fairness`; a `single change` of a right lock's code).
macro_rules! defects {
    ($( $kind:ident = $name:literal, $sentence:literal, [$($broken:literal),+], $seen:literal; )*) => {
        /// A fault that a lock can be built with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Defect { $( #[doc = $sentence] $kind, )* }

        impl Defect {
            /// Every defect, in the order of the table.
            pub const ALL: &'static [Self] = &[ $( Self::$kind, )* ];

            /// The name it is chosen by.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$kind => $name, )* }
            }

            /// What goes wrong, in one sentence.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $( Self::$kind => $sentence, )* }
            }

            /// The requirements it breaks, the most direct first.
            #[must_use]
            pub const fn breaks(self) -> &'static [&'static str] {
                match self { $( Self::$kind => &[ $( $broken, )+ ], )* }
            }

            /// Where it was seen.
            #[must_use]
            pub const fn seen(self) -> &'static str {
                match self { $( Self::$kind => $seen, )* }
            }
        }
    };
}
pub(super) use defects;

//! The macro that turns the rows of the table into items.

use super::{BadSetting, Values};

/// Rows in, items out.
macro_rules! settings {
    (
        choices { $( $choice:ident: $type:ident $choice_name:literal [$($choice_of:literal),*]
            { $($word:ident = $text:literal),+ } $choice_about:literal; )* }
        switches { $( $switch:ident $switch_name:literal [$($switch_of:literal),*] = $on:literal
            $switch_about:literal; )* }
        numbers { $( $number:ident $number_name:literal [$($number_of:literal),*]
            = $default:literal in $values:expr, $number_about:literal; )* }
    ) => {
        $(
            #[doc = $choice_about]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub(crate) enum $type { $( #[doc = $text] $word, )+ }

            impl $type {
                const WORDS: &'static [(&'static str, Self)] = &[ $( ($text, Self::$word), )+ ];
                const TEXTS: &'static [&'static str] = &[ $( $text, )+ ];

                const fn text(self) -> &'static str {
                    match self { $( Self::$word => $text, )+ }
                }
            }
        )*

        /// What the lock does where the specification leaves it the choice.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Settings {
            $( #[doc = $choice_about] pub(crate) $choice: $type, )*
            $( #[doc = $switch_about] pub(crate) $switch: bool, )*
            $( #[doc = $number_about] pub(crate) $number: u32, )*
        }

        impl Default for Settings {
            fn default() -> Self {
                Self {
                    $( $choice: $type::WORDS[0].1, )*
                    $( $switch: $on, )*
                    $( $number: $default, )*
                }
            }
        }

        impl Settings {
            /// Every setting, in the order of the table.
            pub const TABLE: &'static [Setting] = &[
                $( Setting { name: $choice_name, about: $choice_about, from: &[$($choice_of),*],
                    values: Values::Words($type::TEXTS) }, )*
                $( Setting { name: $switch_name, about: $switch_about, from: &[$($switch_of),*],
                    values: Values::Words(SWITCH) }, )*
                $( Setting { name: $number_name, about: $number_about, from: &[$($number_of),*],
                    values: $values }, )*
            ];

            /// Sets one setting.
            ///
            /// # Errors
            /// When there is no setting of that name, or it has no such value.
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), BadSetting> {
                match name {
                    $( $choice_name => {
                        let known = $type::WORDS.iter().find(|(text, _)| *text == value);
                        let legal = Values::Words($type::TEXTS);
                        self.$choice = known.ok_or_else(|| bad($choice_name, value, legal))?.1;
                    } )*
                    $( $switch_name => {
                        let known = SWITCH.iter().position(|text| *text == value);
                        let legal = Values::Words(SWITCH);
                        self.$switch = known.ok_or_else(|| bad($switch_name, value, legal))? == 1;
                    } )*
                    $( $number_name => {
                        let legal: Values = $values;
                        let number = legal.number(value);
                        self.$number = number.ok_or_else(|| bad($number_name, value, legal))?;
                    } )*
                    _ => return Err(BadSetting::Name { name: name.into() }),
                }
                Ok(())
            }

            /// The value that a setting has, as text.
            #[must_use]
            pub fn value(&self, name: &str) -> Option<String> {
                match name {
                    $( $choice_name => Some(self.$choice.text().into()), )*
                    $( $switch_name => Some(SWITCH[usize::from(self.$switch)].into()), )*
                    $( $number_name => Some(self.$number.to_string()), )*
                    _ => None,
                }
            }
        }
    };
}
pub(super) use settings;

/// The values of a switch.
pub(super) const SWITCH: &[&str] = &["off", "on"];

/// The refusal of a value.
pub(super) fn bad(name: &'static str, value: &str, legal: Values) -> BadSetting {
    BadSetting::Value {
        name,
        value: value.into(),
        legal,
    }
}

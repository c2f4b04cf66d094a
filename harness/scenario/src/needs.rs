//! What a case needs of the link and of the lock, and whether it is there.

use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::At;
use boundary::{Capabilities, Capability};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Something that a case needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Something that the link must be able to do.
    Capability(Capability),
    /// Something that the lock must claim.
    Claim {
        /// The claim's name.
        name: String,
        /// What it must be; without this it must be there and not `false`.
        test: Option<(Compare, String)>,
    },
}

/// How a claim is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compare {
    /// `>=`.
    AtLeast,
    /// `<=`.
    AtMost,
    /// `>`.
    More,
    /// `<`.
    Less,
    /// `==`.
    Is,
    /// `!=`.
    IsNot,
}

impl Need {
    /// Reads `power-cycle`, `api >= 2.0` or a claim's name.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse(text: &At<String>) -> Result<Self, Diagnostic> {
        let word = text.value.trim();
        if let Some(capability) = Capability::from_name(word) {
            return Ok(Self::Capability(capability));
        }
        let compared = Compare::ALL.iter().find_map(|(sign, how)| {
            let (name, value) = word.split_once(sign)?;
            Some((name.trim(), *how, value.trim()))
        });
        let (name, test) = match compared {
            Some((name, how, value)) if !value.is_empty() => (name, Some((how, value.to_owned()))),
            Some(_) => return Err(unknown(text)),
            None => (word, None),
        };
        if CLAIMS.contains(&name) {
            return Ok(Self::Claim {
                name: name.to_owned(),
                test,
            });
        }
        Err(unknown(text))
    }

    /// Why it is missing, or nothing when it is there.
    #[must_use]
    pub fn missing(
        &self,
        capabilities: &Capabilities,
        claims: &BTreeMap<String, String>,
    ) -> Option<String> {
        match self {
            Self::Capability(one) if capabilities.has(*one) => None,
            Self::Capability(one) => Some(format!("the link lacks `{one}`: it {}", one.meaning())),
            Self::Claim { name, test } => match (claims.get(name), test) {
                (None, _) => Some(format!(
                    "the lock does not say `{name}`, and `{self}` is needed"
                )),
                (Some(said), None) if said == "false" => {
                    Some(format!("the lock claims `{name}: false`"))
                }
                (Some(_), None) => None,
                (Some(said), Some((how, value))) if how.holds(compare(said, value)) => None,
                (Some(said), Some(_)) => Some(format!(
                    "the lock claims `{name}: {said}`, and `{self}` is needed"
                )),
            },
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capability(one) => write!(f, "{one}"),
            Self::Claim { name, test: None } => f.write_str(name),
            Self::Claim {
                name,
                test: Some((how, value)),
            } => write!(f, "{name} {} {value}", how.sign()),
        }
    }
}

/// Whether a case with these needs can be run: the reasons against it, all of them.
///
/// # Errors
/// What is missing, in words.
pub fn applicable(
    needs: &BTreeSet<Need>,
    capabilities: &Capabilities,
    claims: &BTreeMap<String, String>,
) -> Result<(), String> {
    let missing: Vec<String> = needs
        .iter()
        .filter_map(|need| need.missing(capabilities, claims))
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing.join("; "))
    }
}

impl Compare {
    const ALL: &'static [(&'static str, Self)] = &[
        (">=", Self::AtLeast),
        ("<=", Self::AtMost),
        ("==", Self::Is),
        ("!=", Self::IsNot),
        (">", Self::More),
        ("<", Self::Less),
    ];

    fn sign(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, how)| *how == self)
            .map_or("", |(sign, _)| sign)
    }

    const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::AtLeast => order.is_ge(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::Less => order.is_lt(),
            Self::Is => order.is_eq(),
            Self::IsNot => order.is_ne(),
        }
    }
}

/// Compares numbers with dots part by part, and other words as words.
fn compare(one: &str, other: &str) -> Ordering {
    let parts = |text: &str| {
        text.split('.')
            .map(str::parse::<u64>)
            .collect::<Result<Vec<_>, _>>()
            .ok()
    };
    match (parts(one), parts(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.cmp(other),
    }
}

fn unknown(text: &At<String>) -> Diagnostic {
    let words = || {
        Capability::ALL
            .iter()
            .map(|one| one.name())
            .chain(CLAIMS.iter().copied())
    };
    let name = text
        .value
        .split(['<', '>', '=', '!'])
        .next()
        .unwrap_or_default()
        .trim();
    Diagnostic::error(
        rule::UNKNOWN_NEED,
        text.span,
        format!("`{}` is no capability and no claim", text.value),
    )
    .meant(nearest(name, words()))
    .or_help(|| {
        format!(
            "capabilities are {}",
            one_of(Capability::ALL.iter().map(|one| one.name()))
        )
    })
}

/// What a lock may claim of itself.
const CLAIMS: &[&str] = &[
    "api",
    "nuki_id",
    "pin",
    "max_users",
    "pairing_window_ms",
    "name",
    "version",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    fn need(text: &str) -> Need {
        Need::parse(&At::new(text.to_owned(), Span::default())).unwrap()
    }

    fn claims(api: &str) -> BTreeMap<String, String> {
        BTreeMap::from([("api".to_owned(), api.to_owned())])
    }

    #[test]
    fn versions_compare_part_by_part() {
        let needs = |text: &str, api: &str| {
            need(text)
                .missing(&Capabilities::default(), &claims(api))
                .is_none()
        };
        assert!(needs("api >= 2.0", "2.1"));
        assert!(!needs("api >= 2.0", "1.10"));
        assert!(needs("api >= 1.9", "1.10"));
        assert!(needs("api<2.0", "1.10"));
        assert!(!needs("api == 2.0", "2.1"));
    }

    #[test]
    fn a_reason_names_what_is_missing() {
        let needs = BTreeSet::from([need("button"), need("max_users"), need("api >= 2.0")]);
        let reason = applicable(&needs, &Capabilities::default(), &claims("1.10")).unwrap_err();
        assert_eq!(
            reason,
            "the link lacks `button`: it presses the lock's button; the lock claims `api: 1.10`, and `api >= 2.0` is \
             needed; the lock does not say `max_users`, and `max_users` is needed"
        );
        assert_eq!(
            applicable(
                &BTreeSet::from([need("button")]),
                &Capabilities::all(),
                &claims("1.10")
            ),
            Ok(())
        );
    }

    #[test]
    fn a_need_that_nobody_knows_is_refused() {
        for wrong in ["powercycle", "api >=", "teleport", ">= 2"] {
            let said = Need::parse(&At::new(wrong.to_owned(), Span::default())).unwrap_err();
            assert_eq!(said.rule, rule::UNKNOWN_NEED);
        }
    }
}

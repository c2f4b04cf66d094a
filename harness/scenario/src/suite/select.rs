//! Which cases are meant.

use super::{Case, Suite};
use crate::ast::Level;
use crate::diagnostic::nearest;

/// What a person asks for.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Ids of cases or of files, or patterns with `*`; all cases when there are none.
    pub ids: Vec<String>,
    /// Requirements; a case must decide on one of them, when there are any.
    pub requirements: Vec<String>,
    /// The least binding level that is wanted.
    pub level: Option<Level>,
}

/// Something that was asked for and is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchCase {
    /// What was asked for.
    pub asked: String,
    /// What was probably meant.
    pub meant: Option<String>,
}

impl std::fmt::Display for NoSuchCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no case is `{}`", self.asked)?;
        match &self.meant {
            Some(meant) => write!(f, "; did you mean `{meant}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for NoSuchCase {}

impl Suite {
    /// The cases that are meant, each once, in the suite's order.
    ///
    /// # Errors
    /// The first id, pattern or requirement that no case answers to.
    pub fn select(&self, selection: &Selection) -> Result<Vec<&Case>, NoSuchCase> {
        for asked in &selection.ids {
            if !self.cases.iter().any(|case| is_meant(case, asked)) {
                return Err(self.no_such(asked));
            }
        }
        for asked in &selection.requirements {
            if !self
                .cases
                .iter()
                .any(|case| case.requirements().any(|id| id == asked))
            {
                let known = self.cases.iter().flat_map(Case::requirements);
                let meant = nearest(asked, known).map(str::to_owned);
                return Err(NoSuchCase {
                    asked: asked.clone(),
                    meant,
                });
            }
        }
        Ok(self
            .cases
            .iter()
            .filter(|case| selection.takes(case))
            .collect())
    }

    fn no_such(&self, asked: &str) -> NoSuchCase {
        let slug = |id: &'_ str| id.rsplit('/').next().map_or(0, str::len);
        let ids = || self.cases.iter().map(|case| case.id.as_str());
        let by_slug = ids().find(|id| &id[id.len() - slug(id)..] == asked);
        let meant = by_slug.or_else(|| nearest(asked, ids())).map(str::to_owned);
        NoSuchCase {
            asked: asked.to_owned(),
            meant,
        }
    }
}

impl Selection {
    fn takes(&self, case: &Case) -> bool {
        let by_id = self.ids.is_empty() || self.ids.iter().any(|asked| is_meant(case, asked));
        let by_requirement = self.requirements.is_empty()
            || case
                .requirements()
                .any(|id| self.requirements.iter().any(|asked| asked == id));
        by_id && by_requirement && self.level.is_none_or(|least| case.level <= least)
    }
}

/// Whether an id, a file's id, a file's path or a pattern means the case.
fn is_meant(case: &Case, asked: &str) -> bool {
    let file = case.id.split('#').next().unwrap_or_default();
    if asked.contains('*') {
        return glob(asked.as_bytes(), case.id.as_bytes());
    }
    asked == case.id || asked == file || asked == &*case.path || super::id_of(asked) == file
}

/// Whether the text fits a pattern in which `*` stands for anything.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut star = None;
    while seen < text.len() {
        if pattern.get(at) == Some(&b'*') {
            star = Some((at, seen));
            at += 1;
        } else if pattern.get(at) == text.get(seen) {
            at += 1;
            seen += 1;
        } else if let Some((back, from)) = star {
            star = Some((back, from + 1));
            at = back + 1;
            seen = from + 1;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, fits) in [
            ("nonce/*", "nonce/replay", true),
            ("*replay*", "nonce/a-replay-is-refused#x", true),
            ("nonce/*", "pin/nonce/replay", false),
            ("*", "", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXbY", false),
            ("**", "anything", true),
        ] {
            assert_eq!(
                glob(pattern.as_bytes(), text.as_bytes()),
                fits,
                "{pattern} {text}"
            );
        }
    }
}

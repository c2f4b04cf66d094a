//! The cases on an attached lock, which is compared with itself as it stands.

use super::faulty::Faulty;
use super::subject::PLAIN;
use super::work::{Broken, Proof, Task};
use boundary::journal::{CaseEnd, Finding};
use boundary::{Link, RigFault, Verdict, VerdictKind};
use links::Exclusive;
use reports::matrix;
use scenario::run::Bench;
use std::sync::PoisonError;

/// The attached lock of a thread, once it is open.
pub(super) enum Ground {
    Nothing,
    Attached { link: Faulty, _alone: Exclusive },
}

impl Ground {
    fn link(&mut self, proof: &Proof<'_>) -> Result<&mut Faulty, RigFault> {
        if matches!(self, Self::Nothing) {
            let (alone, link) = proof.place.open(&proof.interrupt)?;
            *self = Self::Attached {
                link: Faulty::new(link)?,
                _alone: alone,
            };
        }
        match self {
            Self::Attached { link, .. } => Ok(link),
            Self::Nothing => Err(RigFault::new("no lock was opened", "")),
        }
    }
}

impl Proof<'_> {
    /// All cases on one attached lock, until `take` has enough.
    pub(super) fn on_attached(
        &self,
        task: &Task,
        ground: &mut Ground,
        take: &mut dyn FnMut(&str, &CaseEnd) -> bool,
    ) -> Result<(), Broken> {
        let link = ground.link(self)?;
        let mut left = task.cases.iter().copied();
        // A case that is tried on the lock as it stands makes the lock a new one: it is faulty again from there on.
        while left.len() > 0 {
            link.become_new(Some(task.row.name()))?;
            let profile = self.profile(link)?;
            let capabilities = self.place.without_lacks(link.capabilities());
            let mut bench = Bench::new(link, profile);
            let mut doubtful = None;
            for at in left.by_ref() {
                let case = self.cases[at];
                let end = self.tried(case, &capabilities, &mut bench)?;
                if end.verdict.kind == VerdictKind::Fail || !end.findings.is_empty() {
                    doubtful = Some((at, end));
                    break;
                }
                if take(&case.id, &end) {
                    return Ok(());
                }
            }
            let Some((at, end)) = doubtful else { break };
            let sound = self.on_sound(at, link)?;
            if take(&self.cases[at].id, &beyond(end, &sound)) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The attached lock as it stands, if it fails a case.
    pub(super) fn blamed_sound(&self, ids: &[String]) -> Option<matrix::Variant> {
        let mut row = matrix::Variant {
            name: PLAIN.to_owned(),
            about: "The lock as it stands, in the cases that blamed it with a fault.".to_owned(),
            ..matrix::Variant::default()
        };
        let known = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        for (at, end) in &*known {
            row.take(&ids[*at], &end.verdict);
        }
        Some(row).filter(|row| !row.failed.is_empty())
    }

    /// What a case comes to on the attached lock as it stands.
    fn on_sound(&self, at: usize, link: &mut Faulty) -> Result<CaseEnd, Broken> {
        let known = || self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = known().get(&at) {
            return Ok(end.clone());
        }
        link.become_new(None)?;
        let profile = self.profile(link)?;
        let end = self.end(self.cases[at], &mut Bench::new(link, profile))?;
        known().insert(at, end.clone());
        Ok(end)
    }
}

/// What a faulty lock is blamed for beyond what the same lock is blamed for as it stands. A case that fails both can tell
/// nothing.
fn beyond(faulty: CaseEnd, sound: &CaseEnd) -> CaseEnd {
    if sound.verdict.kind == VerdictKind::Fail {
        let why = "the lock as it stands fails this case too";
        let verdict = Verdict::of(VerdictKind::Inconclusive, why);
        return CaseEnd { verdict, ..faulty };
    }
    let is_new = |one: &Finding| {
        let same =
            |other: &Finding| other.requirements == one.requirements && other.line == one.line;
        !sound.findings.iter().any(same)
    };
    let findings = faulty.findings.into_iter().filter(is_new).collect();
    CaseEnd { findings, ..faulty }
}

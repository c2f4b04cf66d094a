//! An attached lock with a fault that was built in by name, and built in again in each new lock.

use boundary::{
    Capabilities, Capability, Clock, Control, Event, FromLock, Id, Identity, Instant, Link,
    RigFault, Span, Stamped, ToLock,
};

/// A [`Link`] whose lock always has the wanted fault.
pub(super) struct Faulty {
    link: Box<dyn Link>,
    /// None: it is to be as it stands.
    defect: Option<String>,
    /// Whether the lock at the other end may be one without the fault.
    lost: bool,
    asked: u64,
}

impl Faulty {
    /// Takes over a link to a lock that can be given faults.
    ///
    /// # Errors
    /// It cannot.
    pub(super) fn new(link: Box<dyn Link>) -> Result<Self, RigFault> {
        if !link.capabilities().has(Capability::Defect) {
            return Err(RigFault::new(
                "the lock takes no defect's name: it does not list the capability `defect`",
                "prove the embedded lock, or teach this one the control action `defect`",
            ));
        }
        Ok(Self {
            link,
            defect: None,
            lost: true,
            asked: 0,
        })
    }

    /// Makes a new lock with that fault, or without any.
    ///
    /// # Errors
    /// The lock has no such fault, or cannot be made new.
    pub(super) fn become_new(&mut self, defect: Option<&str>) -> Result<(), RigFault> {
        self.defect = defect.map(str::to_owned);
        self.revive(true).map(|_| ())
    }

    fn build_in(&mut self) -> Result<(), RigFault> {
        self.asked += 1;
        let id = Id(FIRST_ID + self.asked);
        let name = self.defect.clone();
        let control = Control::Defect { name };
        self.link.send(&ToLock::Control { id, control })?;
        let deadline = self.link.now() + WITHIN;
        while let Some(told) = self.link.next(deadline)? {
            match told.what {
                Event::Lock(FromLock::Done { id: done }) if done == id => {
                    self.lost = false;
                    return Ok(());
                }
                Event::Lock(FromLock::Unsupported { .. }) => {
                    return Err(self.refused("has no such defect"));
                }
                Event::Ended(_) => return Err(self.refused("ended when it was asked")),
                _ => {}
            }
        }
        Err(self.refused("did not answer within 10 s"))
    }

    fn refused(&self, how: &str) -> RigFault {
        RigFault::new(
            match &self.defect {
                Some(name) => format!("the defect `{name}` cannot be built in: the lock {how}"),
                None => format!("the lock cannot be asked for no defect: it {how}"),
            },
            "use the names that the lock knows",
        )
    }
}

impl Link for Faulty {
    fn identity(&self) -> &Identity {
        self.link.identity()
    }

    fn capabilities(&self) -> &Capabilities {
        self.link.capabilities()
    }

    fn clock(&self) -> Clock {
        self.link.clock()
    }

    fn now(&self) -> Instant {
        self.link.now()
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        self.link.send(message)
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        let told = self.link.next(deadline)?;
        self.lost |= matches!(&told, Some(told) if matches!(told.what, Event::Ended(_)));
        Ok(told)
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        let revived = self.link.revive(fresh)?;
        if revived && (fresh || self.lost) {
            self.build_in()?;
        }
        Ok(revived)
    }
}

/// Numbers that no run uses.
const FIRST_ID: u64 = 3_000_000_000;
/// How long a lock may take to build a fault in.
const WITHIN: Span = Span::secs(10);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;
    use links::SimLink;

    fn link() -> Box<dyn Link> {
        let make = reference::maker(sim::Setup::default());
        Box::new(SimLink::new("sim", make))
    }

    #[test]
    fn a_lock_that_takes_no_fault_is_refused() {
        let taken = link().capabilities().has(Capability::Defect);
        assert_eq!(Faulty::new(link()).is_ok(), taken);
    }
}

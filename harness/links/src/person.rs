//! A person's hands: who stands at the lock is asked to press, to turn, to cut the power.
//!
//! ```text
//!   run --Control--> WithPerson --"press, then Enter"--> terminal
//!       <---Done---             <-------- Enter --------
//! ```
//!
//! While the person is waited for, the lock is heard as ever. A press begins with Enter and ends with
//! a word of the harness, so it is as exact as a person is: half a second or so, which no press of the
//! suite minds.

use boundary::{
    Bolt, Capabilities, Capability, Clock, Control, Event, FromLock, Id, Identity, Instant, Link,
    RigFault, Span, Stamped, ToLock,
};
use std::collections::VecDeque;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// Somebody who can be asked.
pub trait Ask {
    /// Says something to them.
    fn say(&mut self, text: &str);

    /// What they have answered since; an empty answer is an Enter.
    ///
    /// # Errors
    /// They cannot answer any more.
    fn answer(&mut self) -> Result<Option<String>, RigFault>;
}

/// The person at the terminal.
pub struct Terminal {
    lines: Receiver<String>,
}

impl Terminal {
    /// The terminal that the program was started from.
    ///
    /// # Errors
    /// Standard input is no terminal, so nobody can be asked.
    pub fn open() -> Result<Self, RigFault> {
        if !std::io::stdin().is_terminal() {
            return Err(gone());
        }
        let (told, lines) = channel();
        // Reading blocks; the thread ends with the program.
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines() {
                if !line.is_ok_and(|line| told.send(line).is_ok()) {
                    break;
                }
            }
        });
        Ok(Self { lines })
    }
}

impl Ask for Terminal {
    fn say(&mut self, text: &str) {
        // A bar may stand in the line.
        let _ = writeln!(std::io::stderr(), "\r\x1b[K{text}"); // a terminal that is gone is told by `answer`
    }

    fn answer(&mut self) -> Result<Option<String>, RigFault> {
        match self.lines.try_recv() {
            Ok(line) => Ok(Some(line)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(gone()),
        }
    }
}

fn gone() -> RigFault {
    RigFault::new(
        "nobody can be asked to press the button: standard input is not a terminal",
        "start it from a terminal, or give the bench other hands: a probe, or `hands=` of a `ble:` lock",
    )
}

/// Any link on a real clock, with a person for the hands that it does not have.
pub struct WithPerson<A> {
    link: Box<dyn Link>,
    person: A,
    /// What the person does: not what the link can do itself.
    hands: Capabilities,
    capabilities: Capabilities,
    ready: VecDeque<Stamped<Event>>,
    /// When the button is to be let go.
    holding: Option<Instant>,
    /// Nobody answered last time.
    alone: bool,
}

impl<A: Ask> WithPerson<A> {
    /// Puts a person beside a link.
    ///
    /// # Errors
    /// The link runs in virtual time, which nobody lives in.
    pub fn new(link: Box<dyn Link>, person: A) -> Result<Self, RigFault> {
        if link.clock() == Clock::Virtual {
            return Err(RigFault::new(
                "a person's hands and a lock in virtual time do not go together",
                "run with `--clock real`",
            ));
        }
        let mut capabilities = link.capabilities().clone();
        let lacking = HANDS.iter().filter(|hand| !capabilities.has(**hand));
        let hands: Capabilities = lacking.copied().collect();
        for hand in hands.iter() {
            capabilities.insert(hand);
        }
        Ok(Self {
            link,
            person,
            hands,
            capabilities,
            ready: VecDeque::new(),
            holding: None,
            alone: false,
        })
    }

    /// Asks, and waits for the answer; the lock is heard meanwhile.
    fn ask(&mut self, id: Id, request: &str) -> Result<(), RigFault> {
        while self.person.answer()?.is_some() {} // what was typed before is no answer
        let patience = if self.alone { AGAIN } else { PATIENCE };
        self.person.say(&format!(
            "HANDS: {request} (`s` and Enter when it cannot be done)"
        ));
        let deadline = self.link.now() + patience;
        loop {
            if let Some(answer) = self.person.answer()? {
                self.alone = false;
                let what = match answer.trim() {
                    "" => FromLock::Done { id },
                    _ => return Err(undone(request, "the answer was that it cannot be done")),
                };
                let at = self.link.now();
                self.ready.push_back(Stamped {
                    at,
                    what: Event::Lock(what),
                });
                return Ok(());
            }
            let now = self.link.now();
            if now >= deadline {
                self.alone = true;
                return Err(undone(request, &format!("nobody answered in {patience}")));
            }
            let heard = self.link.next(deadline.min(now + LISTEN_EVERY))?;
            self.ready.extend(heard);
        }
    }

    /// Says when the button has been held long enough.
    fn let_go(&mut self) {
        let now = self.link.now();
        if self.holding.take_if(|until| *until <= now).is_some() {
            self.person.say("Let go of the button.");
        }
    }
}

impl<A: Ask> Link for WithPerson<A> {
    fn identity(&self) -> &Identity {
        self.link.identity()
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock(&self) -> Clock {
        self.link.clock()
    }

    fn now(&self) -> Instant {
        self.link.now()
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        if let ToLock::Control { id, control } = message
            && let Some((hand, request)) = request(control)
            && self.hands.has(hand)
        {
            self.ask(*id, &request)?;
            if let Control::Button { press_ms } = control
                && *press_ms >= HELD_MS
            {
                self.holding = Some(self.link.now() + Span::millis((*press_ms).into()));
            }
            return Ok(());
        }
        self.link.send(message)
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        loop {
            self.let_go();
            if let Some(ready) = self.ready.pop_front() {
                return Ok(Some(ready));
            }
            let slice = self.holding.map_or(deadline, |until| until.min(deadline));
            let heard = self.link.next(slice)?;
            if heard.is_some() || slice == deadline {
                self.let_go();
                return Ok(heard);
            }
        }
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        self.ready.clear();
        self.link.revive(fresh)
    }
}

/// What a person is asked to do for a control; none where no person can.
fn request(control: &Control) -> Option<(Capability, String)> {
    let asked = match control {
        Control::Button { press_ms } if *press_ms >= HELD_MS => {
            let seconds = press_ms.div_ceil(1_000);
            let hold = format!(
                "hold the lock's button for {seconds} s, until told to let go; press Enter as you begin"
            );
            (Capability::Button, hold)
        }
        Control::Button { .. } => {
            let tap = "press the lock's button shortly, then Enter";
            (Capability::Button, tap.to_owned())
        }
        Control::PowerCycle => {
            let cut = "take the lock's power away for some seconds, give it back, then press Enter";
            (Capability::PowerCycle, cut.to_owned())
        }
        Control::TurnKey { to } => {
            let to = match to {
                Bolt::Locked => "locked",
                Bolt::Unlocked => "unlocked",
            };
            let turn = format!("turn the bolt to {to} with the key or the knob, then press Enter");
            (Capability::TurnKey, turn)
        }
        _ => return None,
    };
    Some(asked)
}

fn undone(request: &str, why: &str) -> RigFault {
    RigFault::new(
        format!("the bench's hands were asked: {request}: {why}"),
        "run the case again, or name the hand among `lacks:` in the rig file",
    )
}

/// What a person can do well enough to judge a lock by it.
const HANDS: &[Capability] = &[
    Capability::Button,
    Capability::PowerCycle,
    Capability::TurnKey,
];
/// A press that is so long is held until told otherwise.
const HELD_MS: u32 = 700;
/// How long a person is waited for; less, when nobody answered the last time.
const PATIENCE: Span = Span::secs(120);
const AGAIN: Span = Span::secs(10);
/// How long an answer may go unnoticed.
const LISTEN_EVERY: Span = Span::millis(50);

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    /// A link on a clock that passes as it is waited for.
    struct Bare {
        now: Instant,
        capabilities: Capabilities,
        identity: Identity,
        sent: Rc<RefCell<Vec<ToLock>>>,
    }

    impl Link for Bare {
        fn identity(&self) -> &Identity {
            &self.identity
        }
        fn capabilities(&self) -> &Capabilities {
            &self.capabilities
        }
        fn clock(&self) -> Clock {
            Clock::Real {
                uncertainty: Span::millis(20),
            }
        }
        fn now(&self) -> Instant {
            self.now
        }
        fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
            self.sent.borrow_mut().push(message.clone());
            Ok(())
        }
        fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
            self.now = self.now.max(deadline);
            Ok(None)
        }
        fn revive(&mut self, _: bool) -> Result<bool, RigFault> {
            Ok(false)
        }
    }

    /// Answers after so many questions whether there is an answer.
    struct Scripted {
        said: Rc<RefCell<Vec<String>>>,
        answers: VecDeque<(u32, &'static str)>,
    }

    impl Ask for Scripted {
        fn say(&mut self, text: &str) {
            self.said.borrow_mut().push(text.to_owned());
        }
        fn answer(&mut self) -> Result<Option<String>, RigFault> {
            let Some((left, _)) = self.answers.front_mut() else {
                return Ok(None);
            };
            if *left > 0 {
                *left -= 1;
                return Ok(None);
            }
            Ok(self
                .answers
                .pop_front()
                .map(|(_, answer)| answer.to_owned()))
        }
    }

    type Said = Rc<RefCell<Vec<String>>>;
    type Sent = Rc<RefCell<Vec<ToLock>>>;

    fn bench(
        can: &[Capability],
        answers: &[(u32, &'static str)],
    ) -> (WithPerson<Scripted>, Said, Sent) {
        let (said, sent) = (Said::default(), Sent::default());
        let link = Bare {
            now: Instant(0),
            capabilities: can.iter().copied().collect(),
            identity: Identity::default(),
            sent: sent.clone(),
        };
        let person = Scripted {
            said: said.clone(),
            answers: answers.iter().copied().collect(),
        };
        (WithPerson::new(Box::new(link), person).unwrap(), said, sent)
    }

    fn press(press_ms: u32) -> ToLock {
        ToLock::Control {
            id: Id(7),
            control: Control::Button { press_ms },
        }
    }

    #[test]
    fn a_press_begins_with_enter_and_ends_with_a_word() {
        let (mut link, said, sent) = bench(&[], &[(4, "")]);
        link.send(&press(5_200)).unwrap();
        let begun = link.next(Instant(0)).unwrap().unwrap();
        assert_eq!(begun.what, Event::Lock(FromLock::Done { id: Id(7) }));
        assert!(begun.at > Instant(0), "{begun:?}");
        assert_eq!(said.borrow().len(), 1);
        link.next(begun.at + Span::millis(5_100)).unwrap();
        assert_eq!(said.borrow().len(), 1, "let go too early");
        link.next(begun.at + Span::secs(9)).unwrap();
        assert_eq!(said.borrow()[1], "Let go of the button.");
        assert!(sent.borrow().is_empty());
    }

    #[test]
    fn what_the_link_can_do_itself_nobody_is_asked_for() {
        let (mut link, said, sent) = bench(&[Capability::Button], &[]);
        link.send(&press(5_200)).unwrap();
        assert!(said.borrow().is_empty());
        assert_eq!(*sent.borrow(), [press(5_200)]);
        assert!(link.capabilities().has(Capability::TurnKey));
    }

    #[test]
    fn nobody_there_is_the_bench_s_fault_and_is_waited_for_once() {
        let (mut link, ..) = bench(&[], &[]);
        let fault = link.send(&press(5_200)).unwrap_err();
        let waited = format!("nobody answered in {PATIENCE}");
        assert!(fault.what.contains(&waited), "{fault}");
        let before = link.now();
        link.send(&press(5_200)).unwrap_err();
        assert_eq!(link.now().since(before), AGAIN);
    }

    #[test]
    fn a_person_may_say_that_it_cannot_be_done_and_type_ahead_in_vain() {
        let (mut link, ..) = bench(&[], &[(0, ""), (1, "s")]);
        let fault = link.send(&press(300)).unwrap_err();
        assert!(fault.to_string().contains("cannot be done"), "{fault}");
    }

    #[test]
    fn no_person_sets_a_clock() {
        let (mut link, said, sent) = bench(&[], &[]);
        let set = ToLock::Control {
            id: Id(1),
            control: Control::SetClock {
                time: "2026-01-01T00:00:00".to_owned(),
            },
        };
        link.send(&set).unwrap();
        assert!(said.borrow().is_empty());
        assert_eq!(*sent.borrow(), [set]);
        assert!(!link.capabilities().has(Capability::SetClock));
    }
}

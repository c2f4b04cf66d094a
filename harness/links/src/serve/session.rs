//! One session of the attached-lock protocol, lock side: lines in, lines out, no I/O and no clock.

use crate::protocol::{
    Advance, Advanced, ClockName, HelloFromLock, HelloToLock, LISTED, LockWord, VERSION, line,
    shortened,
};
use crate::step::Stepped;
use boundary::{FromLock, Id, Instant, Peer, RigFault, ToLock};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A lock, what it has said that is not yet sent, and what is to be noted for people.
pub(super) struct Session {
    lock: Stepped,
    clock: Option<ClockName>,
    out: String,
    notes: String,
}

impl Session {
    pub(super) fn new(peer: Box<dyn Peer>) -> Self {
        Self {
            lock: Stepped::new(peer),
            clock: None,
            out: String::new(),
            notes: String::new(),
        }
    }

    /// The clock that was agreed upon.
    pub(super) const fn clock(&self) -> Option<ClockName> {
        self.clock
    }

    /// When the lock wants time to pass next.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.lock.deadline()
    }

    /// The lines to be sent; they are then forgotten.
    pub(super) fn said(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// The lines for the console; they are then forgotten.
    pub(super) fn noted(&mut self) -> String {
        std::mem::take(&mut self.notes)
    }

    /// Takes a line of the harness at the present instant. A line that is no message is noted and
    /// otherwise ignored.
    ///
    /// # Errors
    /// The lock cannot be stepped.
    pub(super) fn hear(&mut self, text: &str) -> Result<(), RigFault> {
        match serde_json::from_str(text) {
            Ok(word) => self.take(word, text),
            Err(_) => {
                self.refuse(text);
                Ok(())
            }
        }
    }

    /// Lets time pass to `now`; everything said until then is ready to be sent.
    ///
    /// # Errors
    /// The lock cannot be stepped.
    pub(super) fn run_to(&mut self, now: Instant) -> Result<(), RigFault> {
        while let Some(message) = self.lock.next(now.max(self.lock.now()))? {
            self.say(&message);
        }
        Ok(())
    }

    fn take(&mut self, word: Word, text: &str) -> Result<(), RigFault> {
        match word {
            Word::Hello(hello) => self.greet(&hello),
            _ if self.clock.is_none() => self.refuse(text),
            Word::Advance(advance) if self.clock == Some(ClockName::Virtual) => {
                return self.advance(&advance);
            }
            // The protocol carries long writes only as a whole.
            Word::Advance(_) | Word::Message(ToLock::Prepare { .. } | ToLock::Execute { .. }) => {
                self.refuse(text);
            }
            Word::Message(message) => {
                self.lock.take(message);
                self.say_all();
            }
        }
        Ok(())
    }

    fn greet(&mut self, hello: &HelloToLock) {
        let clock = *self.clock.get_or_insert(hello.clock);
        let identity = self.lock.peer().identity();
        let all = self.lock.peer().capabilities();
        let listed = LISTED.iter().filter(|one| all.has(**one));
        let mut capabilities: Vec<_> = listed.map(|one| one.name().to_owned()).collect();
        let virtual_time = boundary::Capability::VirtualTime.name();
        if !capabilities.iter().any(|one| one == virtual_time) {
            capabilities.push(virtual_time.to_owned());
        }
        let claims = identity.claims.into_iter();
        let profile: Map<_, _> = claims.map(|(k, v)| (k, Value::String(v))).collect();
        self.out.push_str(&line(&LockWord::Hello(HelloFromLock {
            protocol: VERSION,
            name: identity.name,
            version: identity.version,
            clock,
            capabilities,
            profile: Some(profile).filter(|profile| !profile.is_empty()),
        })));
    }

    /// Moves to the first instant with something to say, at most to the one asked for.
    fn advance(&mut self, advance: &Advance) -> Result<(), RigFault> {
        let to = Instant(advance.to_us).max(self.lock.now());
        if let Some(first) = self.lock.next(to)? {
            self.say(&first);
            self.say_all();
        }
        self.out.push_str(&line(&LockWord::Advanced(Advanced {
            id: advance.id,
            at_us: self.lock.now().0,
        })));
        Ok(())
    }

    fn say_all(&mut self) {
        while let Some(message) = self.lock.poll() {
            self.say(&message);
        }
    }

    fn say(&mut self, message: &FromLock) {
        self.out.push_str(&line(message));
    }

    /// Answers what cannot be understood or done, if there is something to be answered.
    fn refuse(&mut self, text: &str) {
        self.notes.push_str("not understood: ");
        self.notes.push_str(&shortened(text));
        self.notes.push('\n');
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            return;
        };
        let id = object.values().find_map(|body| body.get("id")?.as_u64());
        self.say(&FromLock::Unsupported { id: id.map(Id) });
    }
}

/// A line of the harness.
#[derive(Debug)]
enum Word {
    Hello(HelloToLock),
    Advance(Advance),
    Message(ToLock),
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let object: Map<String, Value> = Map::deserialize(from)?;
        let mut members = object.into_iter();
        let (Some((name, body)), None) = (members.next(), members.next()) else {
            return Err(D::Error::custom("expected one key: the message's name"));
        };
        let read = match name.as_str() {
            "hello" => HelloToLock::deserialize(body).map(Self::Hello),
            "advance" => Advance::deserialize(body).map(Self::Advance),
            _ => {
                let message = Value::Object([(name, body)].into_iter().collect());
                ToLock::deserialize(message).map(Self::Message)
            }
        };
        read.map_err(D::Error::custom)
    }
}

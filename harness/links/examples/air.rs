//! Talks to a lock on the air and prints what it says, with times: the smallest user of a link.
//!
//! `air LOCK [ROUNDS]`, where LOCK is any `--lock` form.
#![allow(clippy::print_stdout, reason = "an example prints")]

use boundary::{
    Cccd, Char, Conn, Event, Execute, FromLock, Id, Instant, Link, Span, ToLock, WriteKind,
};
use links::{AttachedOptions, LockAddress, open};
use std::error::Error;

type Outcome<T> = Result<T, Box<dyn Error>>;

struct Talk {
    link: Box<dyn Link>,
    id: u64,
    confirming: bool,
}

impl Talk {
    /// Sends, and prints what comes until the answer or for `span`.
    fn tell(&mut self, what: &str, message: ToLock, span: Span) -> Outcome<()> {
        let begin = self.link.now();
        self.link.send(&message)?;
        println!("{begin} {what}");
        self.listen(begin, begin + span)
    }

    fn listen(&mut self, begin: Instant, deadline: Instant) -> Outcome<()> {
        while let Some(came) = self.link.next(deadline)? {
            println!("  +{} {:?}", came.at.since(begin), came.what);
            match came.what {
                Event::Lock(FromLock::Indicate { conn, .. }) if self.confirming => {
                    self.link.send(&ToLock::Confirm { conn })?;
                }
                Event::Lock(FromLock::Indicate { .. } | FromLock::Notify { .. }) => {}
                Event::Lock(_) => break,
                Event::Console(_) | Event::Ended(_) | Event::Edge(_) => {}
            }
        }
        Ok(())
    }

    fn id(&mut self) -> Id {
        self.id += 1;
        Id(self.id)
    }

    fn rest(&mut self, span: Span) -> Outcome<()> {
        let begin = self.link.now();
        while let Some(came) = self.link.next(begin + span)? {
            println!("  +{} {:?}", came.at.since(begin), came.what);
            if let (Event::Lock(FromLock::Indicate { conn, .. }), true) =
                (&came.what, self.confirming)
            {
                self.link.send(&ToLock::Confirm { conn: *conn })?;
            }
        }
        Ok(())
    }
}

const LONG: Span = Span::secs(35);

#[expect(clippy::too_many_lines, reason = "a whole visit, line by line")]
fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let lock: LockAddress = arguments.next().ok_or("air LOCK [ROUNDS]")?.parse()?;
    let rounds: u32 = arguments.next().map_or(Ok(2), |text| text.parse())?;
    let link = open(&lock, AttachedOptions::default(), |_| {
        Err(boundary::RigFault::new(
            "no reference lock here",
            "name another",
        ))
    })?;
    println!(
        "{:?}\n{:?}",
        link.identity(),
        link.capabilities().iter().collect::<Vec<_>>()
    );
    let mut talk = Talk {
        link,
        id: 0,
        confirming: true,
    };
    if talk.link.capabilities().has(boundary::Capability::Button) {
        let id = talk.id();
        let control = boundary::Control::Button { press_ms: 6000 };
        talk.tell("button", ToLock::Control { id, control }, LONG)?;
        talk.rest(Span::secs(7))?;
    }
    for round in 1..=rounds {
        let conn = Conn(round);
        let mtu = if round % 2 == 0 { 247 } else { 23 };
        talk.tell("connect", ToLock::Connect { conn, mtu }, LONG)?;
        let id = talk.id();
        talk.tell("discover", ToLock::Discover { conn, id }, LONG)?;
        let char = Char::PAIRING_GDIO;
        let (id, cccd) = (talk.id(), Cccd::INDICATE);
        talk.tell(
            "subscribe",
            ToLock::Subscribe {
                conn,
                id,
                char,
                cccd,
            },
            LONG,
        )?;
        // Request Data: the lock's public key, as the document prints it.
        let value = vec![0x01, 0x00, 0x03, 0x00, 0x27, 0xA7];
        let (id, kind) = (talk.id(), WriteKind::Request);
        let write = ToLock::Write {
            conn,
            id,
            char,
            value: value.clone(),
            kind,
        };
        talk.tell("write", write, LONG)?;
        talk.rest(Span::secs(1))?;
        let (id, offset) = (talk.id(), 0);
        let prepare = ToLock::Prepare {
            conn,
            id,
            char,
            offset,
            value: value.clone(),
        };
        talk.tell("prepare", prepare, LONG)?;
        let (id, flag) = (talk.id(), Execute::Cancel);
        talk.tell("cancel", ToLock::Execute { conn, id, flag }, LONG)?;
        let (id, kind) = (talk.id(), WriteKind::Long);
        let write = ToLock::Write {
            conn,
            id,
            char,
            value,
            kind,
        };
        talk.tell("write long", write, LONG)?;
        talk.rest(Span::secs(1))?;
        talk.tell("disconnect", ToLock::Disconnect { conn }, LONG)?;
    }
    Ok(())
}

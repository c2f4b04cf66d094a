//! The probe as a [`Link`]: what the run sends and waits for.

use super::{IN_THE_RADIO, ProbeLink, Time, radio};
use crate::waiting::refuse_endless;
use boundary::{
    Capabilities, Clock, Event, FromLock, Identity, Instant, Link, RigFault, Span, Stamped, ToLock,
};
use wire::probe::{Features, ToProbe};

impl Link for ProbeLink {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock(&self) -> Clock {
        match self.time {
            Time::Real { uncertainty } => Clock::Real { uncertainty },
            Time::Given { .. } => Clock::Virtual,
        }
    }

    fn now(&self) -> Instant {
        self.present()
    }

    fn send(&mut self, message: &ToLock) -> Result<(), RigFault> {
        match message {
            ToLock::Connect { conn, mtu } => self.connect(*conn, *mtu),
            ToLock::Disconnect { conn } => match self.radio.number(*conn) {
                Some(conn) => self.tell(ToProbe::Disconnect { conn }),
                None => Ok(()),
            },
            ToLock::Control { id, control } => {
                match self.hands.order(*id, control, &self.wiring) {
                    Some(what) => self.tell(what)?,
                    None => {
                        let at = self.present();
                        let what = Event::Lock(FromLock::Unsupported { id: Some(*id) });
                        self.ready.push_back(Stamped { at, what });
                        return Ok(());
                    }
                }
                let at = self.present();
                if let Some(what) = self.hands.begun() {
                    self.ready.push_back(Stamped { at, what });
                }
                Ok(())
            }
            other => {
                for out in self.radio.send(other) {
                    match out {
                        radio::Does::Say(what) => {
                            let at = self.present();
                            self.ready.push_back(Stamped { at, what });
                        }
                        radio::Does::Send(conn, pdu) => {
                            self.tell(ToProbe::Att { conn, pdu: &pdu })?;
                        }
                    }
                }
                Ok(())
            }
        }
    }

    fn next(&mut self, deadline: Instant) -> Result<Option<Stamped<Event>>, RigFault> {
        refuse_endless(deadline)?;
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Ok(Some(ready));
            }
            // A given time that has reached the deadline still has to hear what belongs to it.
            if self.wait(deadline)?.is_none() {
                return Ok(self.ready.pop_front());
            }
        }
    }

    fn revive(&mut self, fresh: bool) -> Result<bool, RigFault> {
        self.ready.clear();
        let Some(session) = &mut self.session else {
            self.begin()?;
            self.find()?;
            return self.revive(fresh);
        };
        let renews = session.board.features.has(Features::RENEW);
        for conn in self.radio.links() {
            self.tell(ToProbe::Disconnect { conn })?;
        }
        self.radio.forget_links();
        if let (Time::Real { uncertainty }, Some(session)) = (self.time, &mut self.session) {
            let before = session.map;
            let synchronised = session.synchronise();
            let map = self.held(synchronised)?;
            self.time = Time::Real {
                uncertainty: uncertainty.max(Span(before.between(map)) + IN_THE_RADIO),
            };
        }
        if fresh && renews {
            self.radio.forget_lock();
            self.tell(ToProbe::Renew)?;
            self.find()?;
            return Ok(true);
        }
        let at = self.present();
        let shown = self.radio.shown();
        self.ready.extend(shown.map(|what| Stamped { at, what }));
        Ok(!fresh)
    }
}

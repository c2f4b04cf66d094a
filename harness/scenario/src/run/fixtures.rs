//! Preconditions: how each is brought about.

use super::datum::Datum;
use super::defaults::default_name;
use super::known::{FIRST_CLIENT, GUEST, OWNER, SECOND_CLIENT};
use super::session::{Button, User};
use super::stop::Wrong;
use super::{Flow, Run, Stop};
use crate::ast::Given;
use boundary::{Char, Conn, Span};
use wire::Command;
use wire::code::{LockAction, LockState, NukiState};
use wire::gatt::Advertisement;

impl Given {
    /// The name in scenario files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::PairingMode => "pairing_mode",
            Self::Paired => "paired",
            Self::FreshPairing => "fresh_pairing",
            Self::SecondUser => "second_user",
            Self::SecondClient => "second_client",
            Self::Locked => "locked",
            Self::Unlocked => "unlocked",
            Self::Logging => "logging",
        }
    }
}

impl Run<'_> {
    /// Makes sure that a lock is there.
    pub(super) fn arrive(&mut self) -> Flow {
        let fresh = self.session.tainted;
        if self.link.revive(fresh)? && fresh {
            self.session.users.clear();
            self.session.pin = None;
            self.session.button = Button::Pairs;
            self.users.clear();
        }
        self.session.tainted = false;
        Ok(())
    }

    pub(super) fn bring_about(&mut self, given: Given) -> Flow {
        match given {
            Given::Connected => self.connect(FIRST_CLIENT, self.mtu(), &ALL_CHARS),
            Given::PairingMode => self.pairing_mode(FIRST_CLIENT),
            Given::Paired => self.paired(),
            Given::FreshPairing => self.pair_anew(OWNER),
            Given::SecondUser => self.second_user(),
            Given::SecondClient => self.second_client(),
            Given::Locked => self.bolt(LockState::LOCKED, LockAction::LOCK),
            Given::Unlocked => self.bolt(LockState::UNLOCKED, LockAction::UNLOCK),
            Given::Logging => self.settle(Command::EnableLogging, &[("enabled", Datum::Int(1))]),
        }
    }

    /// The ATT_MTU that the case's connections ask for.
    pub(super) fn mtu(&self) -> u16 {
        self.job.scenario.mtu.as_ref().map_or(23, |mtu| mtu.value)
    }

    /// Opens the pairing by the button, and connects.
    pub(super) fn pairing_mode(&mut self, client: &str) -> Flow {
        if self.session.button != Button::Pairs {
            self.allow_pairing()?;
        }
        self.press(LONG_PRESS)?;
        self.connect(client, self.mtu(), &ALL_CHARS)
    }

    /// Sets the flag without which the button opens nothing.
    pub(super) fn allow_pairing(&mut self) -> Flow {
        if self.users.get(OWNER).is_none_or(|owner| owner.gone) {
            return Ok(());
        }
        self.connect(&self.client_for(OWNER), self.mtu(), &ALL_CHARS)?;
        // The scenario may have set others since they were read: they must stay.
        self.known
            .retain(|(command, _), _| *command != Command::Config);
        self.settle(Command::SetConfig, &[("pairing_enabled", Datum::Int(1))])
    }

    fn paired(&mut self) -> Flow {
        if self.users.contains_key(OWNER) {
            self.connect(FIRST_CLIENT, self.mtu(), &ALL_CHARS)?;
            match self.answers_states(OWNER) {
                Ok(()) => return Ok(()),
                Err(Stop::Wrong(_)) => {
                    self.users.remove(OWNER);
                    self.session.users.remove(OWNER);
                }
                Err(other) => return Err(other),
            }
        }
        self.pair_anew(OWNER)
    }

    /// Pairs a user and keeps it for later cases.
    fn pair_anew(&mut self, user: &str) -> Flow {
        self.whole_pairing(user, FIRST_CLIENT, &[], true)?;
        self.answers_states(user)?;
        self.initialised(user)?;
        if let Some(made) = self.users.get(user) {
            self.session.users.insert(user.to_owned(), made.clone());
        }
        Ok(())
    }

    /// A new lock may count as being initialised until its first Set Config, with pairing open all
    /// the while: that is finished here. Where the flag itself opens pairing, it is closed again.
    fn initialised(&mut self, user: &str) -> Flow {
        let uninitialised = self.is_uninitialised();
        // While pairing is open, nobody can see which of the two it is.
        if user != OWNER || !(uninitialised || self.nuki_state() == Some(NukiState::PAIRING_MODE)) {
            return Ok(());
        }
        self.settle(Command::SetConfig, &[("pairing_enabled", Datum::Int(1))])?;
        self.answers_states(user)?;
        if uninitialised && self.nuki_state() == Some(NukiState::PAIRING_MODE) {
            self.settle(Command::SetConfig, &[("pairing_enabled", Datum::Int(0))])?;
            self.session.button = Button::OffUnasked;
        }
        Ok(())
    }

    /// Whether the lock says so, in its States or in what it advertises.
    fn is_uninitialised(&self) -> bool {
        let advertised = self.session.advertised.as_ref();
        let state = advertised.and_then(|(data, _)| Advertisement::parse(data));
        self.nuki_state() == Some(NukiState::UNINITIALIZED)
            || matches!(state, Some(Advertisement::Uninitialized { .. }))
    }

    fn nuki_state(&self) -> Option<NukiState> {
        let state = self
            .known
            .get(&(Command::NukiStates, "nuki_state"))?
            .as_int()?;
        u8::try_from(state).ok().map(NukiState)
    }

    /// The states, asked for twice where the first answer may be an earlier case's fault.
    fn answers_states(&mut self, user: &str) -> Flow {
        let client = self.client_for(user);
        match self.fetch(Command::NukiStates, user, &client) {
            Err(Stop::Wrong(_)) => {
                self.connect(&client, self.mtu(), &ALL_CHARS)?;
                self.fetch(Command::NukiStates, user, &client).map(drop)
            }
            other => other.map(drop),
        }
    }

    fn second_user(&mut self) -> Flow {
        if self.users.contains_key(GUEST) {
            if self.answers_states(GUEST).is_ok() {
                return Ok(());
            }
            self.users.remove(GUEST);
        }
        self.invited(GUEST, &[])?;
        self.answers_states(GUEST)?;
        if let Some(made) = self.users.get(GUEST) {
            self.session.users.insert(GUEST.to_owned(), made.clone());
        }
        Ok(())
    }

    fn second_client(&mut self) -> Flow {
        self.second_user()?;
        match self.connect(SECOND_CLIENT, self.mtu(), &ALL_CHARS) {
            Err(Stop::Wrong(wrong)) => Err(Stop::NotApplicable(format!(
                "needs two connections at once, and the second was not taken: {}",
                wrong.actual
            ))),
            other => other,
        }?;
        if !self
            .clients
            .get(FIRST_CLIENT)
            .is_some_and(|client| client.open)
        {
            return Err(Stop::NotApplicable(
                "needs two connections at once, and the first one was closed for the second".into(),
            ));
        }
        if let Some(guest) = self.users.get_mut(GUEST) {
            guest.client = SECOND_CLIENT.to_owned();
        }
        self.answers_states(GUEST)
    }

    /// Invites a user with a key of the run's own.
    pub(super) fn invited(&mut self, user: &str, fields: &[(&'static str, Datum)]) -> Flow {
        let client = self.client_for(OWNER);
        let key: [u8; 32] = self.dice.bytes();
        let name = default_name(user);
        let mut given = vec![
            ("name", Datum::Bytes(name.to_vec())),
            ("id_type", Datum::Int(0)),
            ("shared_key", Datum::Bytes(key.to_vec())),
        ];
        given.retain(|(field, _)| !fields.iter().any(|(own, _)| own == field));
        given.extend(fields.iter().cloned());
        self.command(Command::AuthorizationDataInvite, &given, OWNER, &client)?;
        let deadline = self.now() + self.patience(super::ANSWER_WITHIN);
        let reply = self.reply(Command::AuthorizationIdInvite, OWNER, &client, deadline)?;
        let Some(id) = reply.payload.first_chunk::<4>() else {
            return Wrong::new("an authorization id", "a payload that is too short").stop();
        };
        let name = match given.iter().find(|(field, _)| *field == "name") {
            Some((_, datum)) => padded(&datum.as_bytes().unwrap_or_default()),
            None => name,
        };
        let made = User {
            auth_id: u32::from_le_bytes(*id),
            key: wire::session::SharedKey::from_bytes(key),
            dh: None,
            app_id: self.app_id(user),
            name,
            client: FIRST_CLIENT.to_owned(),
            gone: false,
        };
        self.users.insert(user.to_owned(), made);
        self.drain_status(&client)
    }

    /// Some locks send a Status after their answer; it belongs to the request.
    fn drain_status(&mut self, client: &str) -> Flow {
        let soon = self.now() + Span::millis(500);
        while let Some(incoming) = self.incoming(client, soon)? {
            if let super::client::Heard::Disconnected(_) = incoming.what {
                break;
            }
        }
        Ok(())
    }

    /// Registers who has just been paired: the lock has stored the user by now (step 18).
    pub(super) fn enrol(&mut self, conn: Conn) {
        let Some((client, pairing)) = self
            .clients
            .iter()
            .find(|(_, client)| client.conn == conn)
            .map(|(name, client)| (name.clone(), client.pairing.clone()))
        else {
            return;
        };
        let (Some(auth_id), Some(key)) = (pairing.auth_id, pairing.shared()) else {
            return;
        };
        let user = User {
            auth_id,
            key,
            dh: pairing.dh(),
            app_id: pairing.app_id,
            name: pairing.name,
            client,
            gone: false,
        };
        self.users.insert(pairing.user, user);
    }

    fn bolt(&mut self, state: LockState, action: LockAction) -> Flow {
        let client = self.client_for(OWNER);
        let states = self.fetch(Command::NukiStates, OWNER, &client)?;
        if states.payload.get(1) == Some(&state.0) {
            return Ok(());
        }
        self.whole_action(action.0, 0, OWNER, &client, &[], Span::secs(60))?;
        let states = self.fetch(Command::NukiStates, OWNER, &client)?;
        match states.payload.get(1) {
            Some(seen) if *seen == state.0 => Ok(()),
            seen => Wrong::new(
                format!("lock state {state}"),
                seen.map_or_else(|| "none".to_owned(), |seen| LockState(*seen).to_string()),
            )
            .stop(),
        }
    }

    /// A command that changes a setting, and its Status COMPLETE.
    pub(super) fn settle(&mut self, command: Command, fields: &[(&'static str, Datum)]) -> Flow {
        let client = self.client_for(OWNER);
        self.command(command, fields, OWNER, &client)?;
        let deadline = self.now() + self.patience(super::ANSWER_WITHIN);
        self.reply(Command::Status, OWNER, &client, deadline)
            .map(drop)
    }
}

fn padded(text: &[u8]) -> [u8; 32] {
    let mut name = [0; 32];
    let length = text.len().min(32);
    name[..length].copy_from_slice(&text[..length]);
    name
}

/// The three characteristics of the document.
pub(super) const ALL_CHARS: [Char; 3] = [Char::PAIRING_GDIO, Char::KEYTURNER_GDIO, Char::USDIO];

/// Longer than the five seconds that enter pairing mode by a hair, as a thumb is.
pub(super) const LONG_PRESS: Span = Span::millis(5_200);

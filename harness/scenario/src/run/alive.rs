//! The end of a case: is the lock still alive, and is everything put back?

use super::client::Heard;
use super::datum::Datum;
use super::known::OWNER;
use super::stop::Wrong;
use super::{Flow, Run, Stop};
use boundary::{Span, ToLock};
use wire::Command;

impl Run<'_> {
    /// A negative case proves nothing against a dead lock: the states must still come, on a new
    /// connection where the old one is spent (an open challenge may block it, a link may be
    /// dropped once after an unconfirmed value).
    pub(super) fn still_alive(&mut self) -> Flow {
        let usable = self.users.get(OWNER).is_some_and(|owner| !owner.gone);
        if !self.job.scenario.alive || !usable {
            return Ok(());
        }
        self.alive(OWNER)
    }

    /// Asks for the states, up to three times, from the second time on over a new connection.
    pub(super) fn alive(&mut self, user: &str) -> Flow {
        let client = self.client_for(user);
        let mut last = None;
        for attempt in 0..3 {
            let open = self.clients.get(&client).is_some_and(|this| this.open);
            let outcome = if attempt == 0 && open {
                self.forget_inbox(&client);
                self.fetch(Command::NukiStates, user, &client)
            } else {
                self.connect(&client, self.mtu(), &super::fixtures::ALL_CHARS)
                    .and_then(|()| self.fetch(Command::NukiStates, user, &client))
            };
            match outcome {
                Ok(_) => return Ok(()),
                Err(Stop::Wrong(wrong)) => last = Some(wrong),
                Err(other) => return Err(other),
            }
        }
        let actual = last.map_or_else(String::new, |wrong| {
            format!("{} in place of {}", wrong.actual, wrong.expected)
        });
        let mut requirements = self.requirements();
        if requirements.iter().all(|id| id != "ERR-05") {
            requirements.push("ERR-05".to_owned());
        }
        let mut wrong = Wrong::new(
            "a lock that still answers a request for its states, three times asked",
            actual,
        );
        wrong.requirements = requirements;
        wrong.stop()
    }

    /// What came so far is no answer to what comes next.
    pub(super) fn forget_inbox(&mut self, client: &str) {
        if let Some(this) = self.clients.get_mut(client) {
            this.inbox
                .retain(|incoming| matches!(incoming.what, Heard::Disconnected(_)));
        }
    }

    /// The scenario's own `finally`, then the users that the case made.
    pub(super) fn clean_up(&mut self) -> Flow {
        let scenario = self.job.scenario;
        if !scenario.finally.is_empty() {
            self.ready_again()?;
            self.steps(&scenario.finally)?;
        }
        self.forget_users()
    }

    /// Cleaning up needs a connection, whatever the steps left.
    fn ready_again(&mut self) -> Flow {
        let client = self.client_for(OWNER);
        let usable = self.users.get(OWNER).is_some_and(|owner| !owner.gone);
        if usable {
            if let Some(this) = self.clients.get_mut(&client) {
                this.confirm = crate::step::ConfirmPolicy::Automatic;
            }
            return self.alive(OWNER);
        }
        Ok(())
    }

    /// Removes authorizations that the case made and nobody else can use.
    fn forget_users(&mut self) -> Flow {
        if self.job.scenario.isolate || self.users.get(OWNER).is_none_or(|owner| owner.gone) {
            return Ok(());
        }
        let extra: Vec<(String, u32)> = self
            .users
            .iter()
            .filter(|(name, user)| {
                let kept = self
                    .session
                    .users
                    .get(*name)
                    .is_some_and(|kept| kept.auth_id == user.auth_id);
                !user.gone && !kept && name.as_str() != OWNER
            })
            .map(|(name, user)| (name.clone(), user.auth_id))
            .collect();
        for (name, auth_id) in extra {
            let id = Datum::Int(auth_id.into());
            // What cannot be removed stays; the next case does not depend on it.
            if let Err(other @ (Stop::Ended(_) | Stop::Rig(_))) = self.settle(
                Command::RemoveAuthorizationEntry,
                &[("authorization_id", id)],
            ) {
                return Err(other);
            }
            if let Some(user) = self.users.get_mut(&name) {
                user.gone = true;
            }
        }
        Ok(())
    }

    /// Closes what is open and settles what later cases may rely on. Faults here are the next
    /// case's to meet.
    pub(super) fn farewell(&mut self) {
        let open: Vec<boundary::Conn> = self
            .clients
            .values()
            .filter(|client| client.open)
            .map(|client| client.conn)
            .collect();
        for conn in open {
            if self.send(ToLock::Disconnect { conn }).is_err() {
                break;
            }
            let deadline = self.now() + Span::secs(5);
            while self.client_of(conn).is_some_and(|client| client.open) {
                if !matches!(self.pump(deadline), Ok(true)) {
                    break;
                }
            }
        }
        if self.limits_users {
            let claimed = self.profile.claims.get("max_users");
            let most = claimed.and_then(|claim| claim.parse().ok());
            let _ = self.limit_users(most.unwrap_or(MOST_USERS));
        }
        if self.job.scenario.isolate {
            self.session.users.clear();
            self.session.pin = None;
            self.session.tainted = true;
        }
    }
}

/// What a lock has room for that claims nothing.
const MOST_USERS: u32 = 100;

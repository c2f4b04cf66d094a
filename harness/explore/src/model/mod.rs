//! The model: what is known of a lock after the moves so far, and what it may answer to the next one.
//!
//! Everything here follows from what was sent, never from what was heard: a choice that the specification leaves to the
//! lock makes the model unsure, and an unsure model allows every answer that some right lock gives. What a right lock
//! may do is told in the fields; the words are those of the scenario language.

mod people;

pub(crate) use people::{Access, Person, Who};

use crate::setting::Setting;
use crate::walk::{Ground, Played};
use std::collections::{BTreeMap, BTreeSet};

/// What is believed of the lock, and the steps so far.
#[derive(Debug)]
pub(crate) struct Model<'s> {
    pub(crate) setting: &'s Setting,
    pub(crate) ground: Ground,
    steps: Vec<String>,
    /// Whether the connection of client `a` cannot be relied on.
    doubtful: bool,
    /// Where the bolt rests, while that is known.
    pub(crate) bolt: Option<Rest>,
    /// The action that the States must tell as the last one, while that is known.
    pub(crate) last: Option<&'static str>,
    /// Who did it.
    pub(crate) actor: Option<Who>,
    /// Fields of Config and of Advanced Config that are known.
    pub(crate) config: BTreeMap<&'static str, String>,
    pub(crate) advanced: BTreeMap<&'static str, String>,
    /// The variable of the update count that was read last, and whether it must have moved since.
    pub(crate) count: Option<(String, bool)>,
    pub(crate) pin: Pin,
    pub(crate) people: BTreeMap<Who, Person>,
    /// How many users there are, while that is known.
    pub(crate) users: Option<usize>,
    /// Time control entries of this walk: the variable of the id, and the fields; none where others may be there.
    pub(crate) entries: Option<Vec<(String, String)>>,
    /// Whether the lock's clock was set to the model's Wednesday, and nothing has upset it.
    pub(crate) wednesday: bool,
    pub(crate) logging: Option<bool>,
    /// Whether the button may start pairing mode.
    pub(crate) pairable: bool,
    /// Whether there is no room for another user.
    pub(crate) full: bool,
    /// What users were paired with that may not come again: a lock may replace whoever has the same name.
    pub(crate) names: BTreeSet<&'static str>,
    /// The variable of the UUID that a pairing told.
    pub(crate) uuid: Option<String>,
    motors: u32,
    /// How many variables there are of each name.
    variables: BTreeMap<&'static str, u32>,
}

/// Where the bolt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    Locked,
    Unlocked,
    /// After an unlatch: unlocked, or unlatched still.
    Open,
}

/// What is known of the PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pin {
    /// No wrong one was given.
    Clean,
    /// Wrong ones were given: the lockout may have begun.
    Doubted,
    /// It is another one now.
    Changed,
}

impl Rest {
    /// As a test on `lock_state`.
    pub(crate) const fn matcher(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Unlocked => "unlocked",
            Self::Open => "{one_of: [unlocked, unlatched]}",
        }
    }
}

impl<'s> Model<'s> {
    /// The model at the begin of a walk.
    pub(crate) fn new(setting: &'s Setting, ground: Ground) -> Self {
        let fresh = setting.fresh;
        let mut model = Self {
            setting,
            ground,
            steps: Vec::new(),
            doubtful: false,
            bolt: None,
            last: None,
            actor: None,
            config: BTreeMap::new(),
            advanced: BTreeMap::new(),
            count: None,
            pin: Pin::Clean,
            people: BTreeMap::new(),
            users: fresh.then_some(0),
            entries: fresh.then(Vec::new),
            wednesday: false,
            logging: None,
            pairable: true,
            full: false,
            names: BTreeSet::new(),
            uuid: None,
            motors: 0,
            variables: BTreeMap::new(),
        };
        model.begin();
        model
    }

    fn begin(&mut self) {
        match self.ground {
            Ground::Paired => self.enrol(Who::Owner),
            Ground::TwoUsers | Ground::TwoClients => {
                self.enrol(Who::Owner);
                self.enrol(Who::Guest);
            }
            // Whoever is nobody yet becomes the owner.
            Ground::Bare => {
                self.push("- pair: owner\n  requirements: [PAIR-12]".into());
                self.enrol(Who::Owner);
            }
        }
    }

    fn enrol(&mut self, who: Who) {
        self.people.insert(who, Person::default());
        self.users = self.users.map(|users| users + 1);
    }

    /// What the moves have come to.
    pub(crate) fn into_played(mut self) -> Played {
        if !self.setting.fresh {
            self.tidy_up();
        }
        // What was left open there must not stand in the way of whoever comes next.
        self.clean();
        Played {
            steps: self.steps,
            motors: self.motors,
        }
    }

    /// A lock that remembers would fill up with users, and the next walk would meet their limits.
    fn tidy_up(&mut self) {
        let changed = |(who, person): (&Who, &Person)| {
            let left = *who != Who::Owner && person.there;
            (left && (*who != Who::Guest || *person != Person::default())).then_some(*who)
        };
        let changed: Vec<Who> = self.people.iter().filter_map(changed).collect();
        for who in changed {
            self.doubt();
            self.clean();
            self.push(format!(
                "- send: remove_authorization_entry\n  as: owner\n  with: {{authorization_id: {}}}",
                who.id()
            ));
            self.say("- expect: [status, error_report]\n  otherwise: inconclusive");
        }
    }

    /// Adds a step.
    pub(crate) fn push(&mut self, step: String) {
        let moving = MOVING.iter().any(|begin| step.starts_with(begin));
        self.motors += u32::from(moving);
        let waits = step.starts_with("- wait: ") && step.ends_with("min");
        if waits
            && self
                .entries
                .as_ref()
                .is_none_or(|entries| !entries.is_empty())
        {
            // The time of an entry may come.
            self.forget_bolt();
        }
        self.steps.push(step);
    }

    /// Adds a step that is written in full.
    pub(crate) fn say(&mut self, step: &str) {
        self.push(step.to_owned());
    }

    /// Whether one more user could be too many; told to be so when the bench made the table small.
    pub(crate) fn is_crowded(&self) -> bool {
        let room = self.setting.room.unwrap_or(usize::MAX);
        self.full || self.users.is_some_and(|users| users >= room)
    }

    /// A variable that no other step has.
    pub(crate) fn variable(&mut self, stem: &'static str) -> String {
        let number = self.variables.entry(stem).or_default();
        *number += 1;
        format!("{stem}_{number}")
    }

    /// Makes sure that the connection serves: a new one where the old one is in doubt.
    pub(crate) fn clean(&mut self) {
        if self.doubtful {
            self.say("- connect: a\n  within: 60s");
        }
        self.doubtful = false;
    }

    /// From here on the connection is in doubt: an answer may still come, a challenge may block it, or the lock may have
    /// closed it.
    pub(crate) fn doubt(&mut self) {
        self.doubtful = true;
    }

    /// A connection has just been made.
    pub(crate) fn connected(&mut self) {
        self.doubtful = false;
    }

    /// What may come: one of these patterns. A refusal that is told by nothing needs a window that ends.
    pub(crate) fn expect(&mut self, patterns: &str, requirement: &str) {
        self.expect_by("a", patterns, requirement);
    }

    /// The same on another client's connection.
    pub(crate) fn expect_by(&mut self, client: &str, patterns: &str, requirement: &str) {
        let window = if patterns.contains("silence") {
            "\n  within: 5s"
        } else {
            ""
        };
        let by = if client == "a" { "" } else { "\n  by: b" };
        self.push(format!(
            "- expect: [{patterns}]{window}{by}\n  requirements: [{requirement}]"
        ));
    }

    /// Whether there is motion left for a move.
    pub(crate) fn may_move(&self) -> bool {
        let most = self.setting.motor;
        most.is_none_or(|most| self.motors + MOTIONS_OF_A_MOVE <= most)
    }

    /// Nothing is known of the bolt any more.
    pub(crate) fn forget_bolt(&mut self) {
        self.bolt = None;
        self.last = None;
    }

    /// An action has moved the bolt, or may have: counters may have moved too.
    pub(crate) fn moved(&mut self, rest: Option<Rest>, last: Option<&'static str>) {
        self.bolt = rest;
        self.last = last;
        self.count = None;
    }

    /// The clock may show another day: limits that depend on it are unsure.
    pub(crate) fn upset_clock(&mut self) {
        self.wednesday = false;
        for person in self.people.values_mut().filter(|person| person.timed) {
            person.in_time = None;
        }
    }

    /// So much time has passed that nothing that hangs on it is known.
    pub(crate) fn long_wait(&mut self) {
        self.upset_clock();
        self.doubt();
    }

    /// The power is cut and comes back.
    pub(crate) fn power_cut(&mut self) {
        self.say("- power_cycle");
        self.lost_power();
        // It may take a while to start.
        self.clean();
    }

    /// What a lock need not remember without power.
    pub(crate) fn lost_power(&mut self) {
        self.forget_bolt();
        self.upset_clock();
        self.count = None;
        self.doubt();
    }

    /// The configuration has been changed.
    pub(crate) fn counted(&mut self) {
        if let Some((_, moved)) = &mut self.count {
            *moved = true;
        }
    }
}

/// Begins of steps that may move the bolt: whether they do is up to the lock.
const MOVING: [&str; 5] = [
    "- act:",
    "- send: lock_action",
    "- send: request_calibration",
    "- send: add_time_control_entry",
    "- press: 1s",
];
/// The most steps of a move that may move the bolt.
const MOTIONS_OF_A_MOVE: u32 = 4;

/// A refusal of any kind that is neither told nor forbidden: the deed must not be done.
pub(crate) const ANY_REFUSAL: &str = "error_report, silence, att_error, disconnect";

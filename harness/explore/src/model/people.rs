//! Users: who may do what.

use super::Model;
use crate::walk::Ground;

/// A user by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    Owner,
    Guest,
    Visitor,
    Friend,
}

impl Who {
    /// Everybody, the simplest first.
    pub(crate) const ALL: &'static [Self] =
        &[Self::Owner, Self::Guest, Self::Visitor, Self::Friend];
    /// Everybody who may come and go.
    pub(crate) const OTHERS: &'static [Self] = &[Self::Visitor, Self::Friend, Self::Guest];

    /// As a step names them.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Guest => "guest",
            Self::Visitor => "visitor",
            Self::Friend => "friend",
        }
    }

    /// The variable of their authorization id.
    pub(crate) fn id(self) -> String {
        format!("${}.auth_id", self.name())
    }
}

/// What is known of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) there: bool,
    pub(crate) enabled: bool,
    /// Whether their time limits allow the present time; unsure where the clock is unknown.
    pub(crate) in_time: Option<bool>,
    /// Whether that hangs on the clock.
    pub(crate) timed: bool,
    /// The name that was given, where one was.
    pub(crate) name: Option<&'static str>,
    /// Fields of the entry that were given.
    pub(crate) fields: Option<&'static str>,
    /// A bridge may count as remote, and may be refused for that.
    pub(crate) bridge: bool,
}

impl Default for Person {
    fn default() -> Self {
        Self {
            there: true,
            enabled: true,
            in_time: Some(true),
            timed: false,
            name: None,
            fields: None,
            bridge: false,
        }
    }
}

/// What a request of a user meets before its command is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing stands in the way.
    Served,
    /// 0x20, whatever it is: there is no such user.
    Gone,
    /// This code for every command with a challenge; reads may be served.
    Refused(&'static str),
    /// Any of it.
    Unsure,
}

impl Model<'_> {
    /// What a user meets; none for one who was never made.
    pub(crate) fn access(&self, who: Who) -> Option<Access> {
        let person = self.people.get(&who)?;
        Some(match person {
            Person { there: false, .. } => Access::Gone,
            Person { bridge: true, .. } | Person { in_time: None, .. } => Access::Unsure,
            Person {
                enabled: false,
                in_time: Some(true),
                ..
            } => Access::Refused("disabled"),
            Person {
                enabled: true,
                in_time: Some(false),
                ..
            } => Access::Refused("time_not_allowed"),
            // Which of two reasons is told is not printed.
            Person {
                enabled: false,
                in_time: Some(false),
                ..
            } => Access::Unsure,
            Person { .. } => Access::Served,
        })
    }

    /// A user as a step's lines; a guest with a connection of their own is told which one.
    pub(crate) fn line(&self, who: Who) -> &'static str {
        match who {
            Who::Guest if self.ground == Ground::TwoClients => "\n  as: guest\n  by: a",
            Who::Owner => "\n  as: owner",
            Who::Guest => "\n  as: guest",
            Who::Visitor => "\n  as: visitor",
            Who::Friend => "\n  as: friend",
        }
    }

    /// Whether a user is there and served.
    pub(crate) fn is_served(&self, who: Who) -> bool {
        self.access(who) == Some(Access::Served)
    }

    /// Changes what is known of a user.
    pub(crate) fn person(&mut self, who: Who, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.get_mut(&who) {
            change(person);
        }
    }
}

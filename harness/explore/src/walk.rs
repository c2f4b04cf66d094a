//! A walk: where it begins and what is done.

use crate::model::Model;
use crate::moves::Move;
use crate::setting::Setting;
use scenario::ast::Given;

/// What is brought about before the first move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// The owner is paired.
    Paired,
    /// A guest has an authorization too.
    TwoUsers,
    /// The guest has a connection of their own.
    TwoClients,
    /// Nothing: pairing the owner is the first step, and may fail.
    Bare,
}

impl Ground {
    /// Every ground, the simplest first.
    pub(crate) const ALL: &'static [Self] =
        &[Self::Paired, Self::TwoUsers, Self::TwoClients, Self::Bare];

    /// As a scenario's member.
    pub(crate) const fn given(self) -> &'static str {
        match self {
            Self::Paired => "paired",
            Self::TwoUsers => "paired, second_user",
            Self::TwoClients => "paired, second_client",
            Self::Bare => "",
        }
    }

    /// The same for the run.
    pub(crate) const fn preconditions(self) -> &'static [Given] {
        match self {
            Self::Paired => &[Given::Paired],
            Self::TwoUsers => &[Given::Paired, Given::SecondUser],
            Self::TwoClients => &[Given::Paired, Given::SecondClient],
            Self::Bare => &[],
        }
    }
}

/// Moves from a ground.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    pub(crate) ground: Ground,
    /// The ATT_MTU of its connections.
    pub(crate) mtu: u16,
    pub(crate) moves: Vec<Move>,
    /// So many of its steps are done; all where there is no number.
    pub(crate) until: Option<usize>,
}

impl Walk {
    /// What it comes to.
    pub(crate) fn play(&self, setting: &Setting) -> Played {
        let mut model = Model::new(setting, self.ground);
        for one in &self.moves {
            one.play(&mut model);
        }
        let mut played = model.into_played();
        played.steps.truncate(self.until.unwrap_or(usize::MAX));
        played
    }
}

/// What a walk comes to with the lock as far as it is known.
#[derive(Debug)]
pub(crate) struct Played {
    /// Each step with its text.
    pub(crate) steps: Vec<String>,
    /// How often the motor may move in them.
    pub(crate) motors: u32,
}

//! Users come and go, and are given rights.

use super::acting::Acting;
use super::settings::set;
use crate::model::{ANY_REFUSAL, Access, Model, Person, Pin, Who};
use crate::walk::Ground;
use boundary::Capability;
use proptest::prelude::Strategy;
use proptest::sample::select;

/// Something that is done to the list of users.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct People {
    what: What,
    whom: Who,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Invite(Kind),
    Update(Kind),
    Remove,
    List(u16, u16),
    Entry,
    Full,
    /// The guest loses their access between a challenge and the command that uses it.
    Between,
}

/// What is told of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kind {
    /// Fields beside the name.
    fields: &'static str,
    name: &'static str,
    enabled: bool,
    /// Whether the limits hold on the model's Wednesday at noon; none where there are no limits.
    on_wednesday: Option<bool>,
    /// Whether the limits depend on the clock.
    timed: bool,
    bridge: bool,
}

impl People {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        (select(WHAT), select(Who::OTHERS)).prop_map(|(what, whom)| Self { what, whom })
    }

    /// The same for the first who comes into question.
    pub(crate) fn simpler(&self) -> Vec<Self> {
        let first = Self {
            whom: Who::Guest,
            ..self.clone()
        };
        vec![first]
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        if !model.is_served(Who::Owner) || model.pin != Pin::Clean {
            return;
        }
        let one = Self {
            whom: self.fitting(model),
            ..self.clone()
        };
        one.take_place(model);
    }

    /// Somebody whom it can be done to: somebody new to invite, and somebody there to change.
    fn fitting(&self, model: &Model<'_>) -> Who {
        let invited = matches!(self.what, What::Invite(_));
        let fits = |who: &&Who| match model.access(**who) {
            None => invited && **who != Who::Guest,
            Some(access) => !invited && access != Access::Gone,
        };
        let all = [self.whom, Who::Guest, Who::Visitor, Who::Friend];
        all.iter().find(fits).copied().unwrap_or(self.whom)
    }

    fn take_place(&self, model: &mut Model<'_>) {
        let known = model.access(self.whom);
        match self.what {
            What::Invite(kind)
                if known.is_none() && !model.is_crowded() && self.whom != Who::Guest =>
            {
                self.invite(model, kind);
            }
            What::Update(kind) if known.is_some_and(|access| access != Access::Gone) => {
                self.update(model, kind);
            }
            What::Remove if !model.full && known.is_some_and(|access| access != Access::Gone) => {
                self.remove(model);
            }
            What::List(offset, count) => Self::list(model, offset, count),
            What::Entry => Self::entry(model),
            What::Full => Self::fill(model),
            What::Between if model.ground == Ground::TwoClients => Self::between(model),
            _ => {}
        }
    }

    fn invite(&self, model: &mut Model<'_>, kind: Kind) {
        model.clean();
        let name = self.whom.name();
        let fields = kind.fields;
        model.push(format!(
            "- invite: {name}\n  with: {{name: {}, {fields}}}\n  requirements: [AUTH-10]",
            kind.name
        ));
        model.people.insert(self.whom, Person::default());
        model.users = model.users.map(|users| users + 1);
        model.push(format!(
            "- check: ${name}.auth_id\n  is: {{not: $owner.auth_id}}\n  requirements: [PAIR-17]"
        ));
        self.become_of(model, kind, true, kind.fields);
    }

    fn update(&self, model: &mut Model<'_>, kind: Kind) {
        if kind.bridge {
            return;
        }
        model.clean();
        let (id, name, enabled) = (self.whom.id(), kind.name, kind.enabled);
        let fields = kind.fields.trim_start_matches("id_type: app, ");
        set(
            model,
            "update_authorization_entry\n  as: owner",
            &format!("authorization_id: {id}, name: {name}, enabled: {enabled}, {fields}"),
            "AUTH-04",
        );
        let told = kind.fields.trim_start_matches("id_type: app, ");
        self.become_of(model, kind, kind.enabled, told);
    }

    /// What is known of a user whose entry was written.
    fn become_of(&self, model: &mut Model<'_>, kind: Kind, enabled: bool, fields: &'static str) {
        let in_time = match kind.on_wednesday {
            None => Some(true),
            Some(inside) if model.wednesday || !kind.timed => Some(inside),
            Some(_) => None,
        };
        model.person(self.whom, |person| {
            person.enabled = enabled;
            person.in_time = in_time;
            person.timed = kind.timed;
            person.name = Some(kind.name);
            person.fields = Some(fields);
            person.bridge |= kind.bridge;
        });
    }

    fn remove(&self, model: &mut Model<'_>) {
        model.clean();
        set(
            model,
            "remove_authorization_entry\n  as: owner",
            &format!("authorization_id: {}", self.whom.id()),
            "AUTH-05",
        );
        model.person(self.whom, |person| person.there = false);
        model.users = model.users.map(|users| users - 1);
    }

    fn list(model: &mut Model<'_>, offset: u16, count: u16) {
        let Some(users) = model.users else {
            return;
        };
        if usize::from(offset) >= users {
            return;
        }
        model.clean();
        let come = usize::from(count).min(users - usize::from(offset));
        let lacking = if offset > 0 {
            "\n  lacking:\n    - {authorization_id: $auth_id}"
        } else {
            ""
        };
        model.push(format!("- read: authorization_entry\n  as: owner\n  asking: {{offset: {offset}, count: {count}}}\n  count: {come}{lacking}\n  requirements: [AUTH-02]"));
    }

    /// The fields of a limit are there when there is one.
    fn entry(model: &mut Model<'_>) {
        model.clean();
        model.say(
            "- send: request_authorization_entries\n  as: owner\n  with: {offset: 0, count: 1}",
        );
        // Of the whole list, however short the page.
        let many = model.users.unwrap_or(1);
        model.expect(
            &format!("{{authorization_entry_count: {{count: {{at_least: {many}}}}}}}"),
            "AUTH-03",
        );
        model.expect(
            "{authorization_entry: {size: 56, authorization_id: $auth_id, time_limited: false}}",
            "AUTH-04",
        );
        model.say("- drain: 1s");
        model.doubt();
    }

    fn between(model: &mut Model<'_>) {
        if !model.is_served(Who::Guest) || !model.may_move() || !Acting::lock(model) {
            return;
        }
        let guest = Self {
            what: What::Between,
            whom: Who::Guest,
        };
        let nonce = model.variable("nonce");
        model.say("- connect: b\n  within: 30s");
        model.say("- send: request_data\n  as: guest\n  by: b\n  with: {command: challenge}");
        model.push(format!(
            "- expect: challenge\n  by: b\n  save: {{{nonce}: nonce}}\n  requirements: [CMD-01]"
        ));
        guest.update(model, disabled(PLAIN));
        model.push(format!(
            "- send: lock_action\n  as: guest\n  by: b\n  with: {{action: unlock, nonce: ${nonce}}}"
        ));
        model.expect_by("b", "error_report", "AUTH-07");
        model.say("- still: locked\n  as: owner\n  requirements: [AUTH-07]");
        model.say("- disconnect: b");
    }

    /// No room for anybody else.
    fn fill(model: &mut Model<'_>) {
        let Some(users) = model
            .users
            .filter(|_| model.setting.has(Capability::LimitUsers))
        else {
            return;
        };
        model.clean();
        model.push(format!("- limit_users: {users}"));
        model.full = true;
        model.say("- send: authorization_data_invite\n  as: owner\n  with: {name: One too many, id_type: app}");
        model.expect(ANY_REFUSAL, "PAIR-19");
        model.doubt();
    }
}

const fn kind(name: &'static str, fields: &'static str) -> Kind {
    Kind {
        fields,
        name,
        enabled: true,
        on_wednesday: None,
        timed: false,
        bridge: false,
    }
}

const fn disabled(kind: Kind) -> Kind {
    Kind {
        enabled: false,
        ..kind
    }
}

const fn limited(
    name: &'static str,
    fields: &'static str,
    timed: bool,
    on_wednesday: bool,
) -> Kind {
    Kind {
        on_wednesday: Some(on_wednesday),
        timed,
        ..kind(name, fields)
    }
}

const PLAINLY: &str = "id_type: app, remote_allowed: true, time_limited: false";
const PLAIN: Kind = kind("Visitor", PLAINLY);
const LONG: Kind = kind("abcdefghijklmnopqrstuvwxyz012345", PLAINLY);
const SIGNS: Kind = kind("Schlüssel 🔑🚪", PLAINLY);
const BRIDGE: Kind = Kind {
    bridge: true,
    ..kind("Bridge", "id_type: bridge, remote_allowed: false")
};
/// Long ago. A clock that has lost its time in a power cut may stand there.
const OVER: Kind = limited(
    "Gone by",
    "id_type: app, time_limited: true, allowed_from_date: '2000-01-01T00:00:00', allowed_until_date: '2001-01-01T00:00:00', allowed_weekdays: 0, allowed_from_time: '00:00', allowed_until_time: '23:59'",
    true,
    false,
);
const OTHER_DAYS: Kind = limited(
    "Other days",
    "id_type: app, time_limited: true, allowed_from_date: '2026-01-01T00:00:00', allowed_until_date: '2027-01-01T00:00:00', allowed_weekdays: 0x6F, allowed_from_time: '00:00', allowed_until_time: '23:59'",
    true,
    false,
);
const ITS_DAY: Kind = limited(
    "Wednesdays",
    "id_type: app, time_limited: true, allowed_from_date: '2026-01-01T00:00:00', allowed_until_date: '2027-01-01T00:00:00', allowed_weekdays: 0x10, allowed_from_time: '00:00', allowed_until_time: '23:59'",
    true,
    true,
);
const THURSDAYS: Kind = limited(
    "Thursdays",
    "id_type: app, time_limited: true, allowed_from_date: '2026-01-01T00:00:00', allowed_until_date: '2027-01-01T00:00:00', allowed_weekdays: 0x08, allowed_from_time: '00:00', allowed_until_time: '23:59'",
    true,
    false,
);
const ALL_DAYS: Kind = limited(
    "All days",
    "id_type: app, time_limited: true, allowed_from_date: '2026-01-01T00:00:00', allowed_until_date: '2027-01-01T00:00:00', allowed_weekdays: 0, allowed_from_time: '00:00', allowed_until_time: '23:59'",
    true,
    true,
);
/// Not yet, whatever the clock shows.
const TO_COME: Kind = limited(
    "To come",
    "id_type: app, time_limited: true, allowed_from_date: '2080-01-01T00:00:00', allowed_until_date: '2090-01-01T00:00:00', allowed_weekdays: 0, allowed_from_time: '00:00', allowed_until_time: '23:59'",
    false,
    false,
);
const EVENINGS: Kind = limited(
    "Evenings",
    "id_type: app, time_limited: true, allowed_from_date: '2026-01-01T00:00:00', allowed_until_date: '2027-01-01T00:00:00', allowed_weekdays: 0, allowed_from_time: '19:00', allowed_until_time: '22:00'",
    true,
    false,
);
const MORNINGS: Kind = limited(
    "Mornings",
    "id_type: app, time_limited: true, allowed_from_date: '2026-01-01T00:00:00', allowed_until_date: '2027-01-01T00:00:00', allowed_weekdays: 0, allowed_from_time: '03:00', allowed_until_time: '09:00'",
    true,
    false,
);

const WHAT: &[What] = &[
    What::Invite(PLAIN),
    What::Remove,
    What::Update(disabled(PLAIN)),
    What::Update(PLAIN),
    What::Invite(OVER),
    What::Update(OVER),
    What::Invite(OTHER_DAYS),
    What::Invite(ITS_DAY),
    What::Invite(ALL_DAYS),
    What::Invite(THURSDAYS),
    What::Invite(MORNINGS),
    What::Invite(EVENINGS),
    What::Invite(TO_COME),
    What::Update(TO_COME),
    What::Update(EVENINGS),
    What::Update(MORNINGS),
    What::Update(disabled(PLAIN)),
    What::Remove,
    What::Update(OTHER_DAYS),
    What::Update(ITS_DAY),
    What::Update(ALL_DAYS),
    What::Update(THURSDAYS),
    What::Update(SIGNS),
    What::Invite(LONG),
    What::Invite(SIGNS),
    What::Invite(BRIDGE),
    What::List(0, 1),
    What::List(0, 2),
    What::List(1, 100),
    What::List(1, 1),
    What::Entry,
    What::Full,
    What::Between,
];

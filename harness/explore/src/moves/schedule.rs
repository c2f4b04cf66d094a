//! Time control: entries come, change and go, and act at their time.

use super::settings::{set, wednesday};
use crate::model::{Model, Pin, Rest, Who};
use boundary::Capability;
use proptest::prelude::Strategy;
use proptest::sample::select;

/// Something that is done to the time control.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Schedule {
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Add(&'static str),
    Update(&'static str),
    Remove,
    /// An entry falls due: its weekdays, whether it is switched on, and whether it acts.
    Due(&'static str, bool, bool),
    /// One falls due after the power has been away.
    DueAfterCut,
}

impl Schedule {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        select(WHAT).prop_map(|what| Self { what })
    }

    /// There is nothing simpler.
    pub(crate) const fn simpler(&self) -> Vec<Self> {
        Vec::new()
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        if !model.is_served(Who::Owner) || model.pin != Pin::Clean || !model.setting.fresh {
            return;
        }
        match self.what {
            // An entry acts when its time comes.
            What::Add(_) if !model.may_move() => {}
            What::Add(fields) => Self::add(model, fields),
            What::Update(fields) => Self::update(model, fields),
            What::Remove => {
                let Some((id, _)) = model.entries.as_mut().and_then(Vec::pop) else {
                    return;
                };
                model.clean();
                set(
                    model,
                    "remove_time_control_entry\n  as: owner",
                    &format!("entry_id: ${id}"),
                    "CMD-17",
                );
            }
            What::Due(mask, enabled, acts) => Self::due(model, mask, enabled, acts),
            What::DueAfterCut => Self::due_after_cut(model),
        }
    }

    fn add(model: &mut Model<'_>, fields: &str) {
        model.clean();
        let id = model.variable("entry");
        model.push(format!(
            "- send: add_time_control_entry\n  as: owner\n  with: {{{fields}}}"
        ));
        model.push(format!(
            "- expect: time_control_entry_id\n  save: {{{id}: entry_id}}\n  requirements: [CMD-17]"
        ));
        model.say("- drain: 1s");
        if let Some(entries) = &mut model.entries {
            entries.push((id, format!("{fields}, enabled: true")));
        }
    }

    fn update(model: &mut Model<'_>, fields: &str) {
        let Some((id, _)) = model.entries.as_mut().and_then(Vec::pop) else {
            return;
        };
        model.clean();
        set(
            model,
            "update_time_control_entry\n  as: owner",
            &format!("entry_id: ${id}, {fields}"),
            "CMD-17",
        );
        if let Some(entries) = &mut model.entries {
            entries.push((id, fields.to_owned()));
        }
    }

    /// Locks; there is nothing to do where an earlier entry of that time would act too.
    fn prepared(model: &mut Model<'_>) -> bool {
        let mut entries = model.entries.iter().flatten();
        if entries.any(|(_, fields)| fields.contains("07:31")) || !model.may_move() {
            return false;
        }
        model.clean();
        model.say("- act: lock\n  as: owner\n  requirements: [CMD-03]");
        true
    }

    fn due_after_cut(model: &mut Model<'_>) {
        if !model.setting.has(Capability::PowerCycle) || !Self::prepared(model) {
            return;
        }
        wednesday(model, "07:20:00");
        Self::add(model, "weekdays: 0, time: '07:31', lock_action: unlock");
        set(
            model,
            "update_time\n  as: owner",
            "time: '2026-06-10T07:29:30'",
            "CMD-15",
        );
        model.power_cut();
        // Without its clock a lock does not know when to act.
        model.say("- read: nuki_states\n  as: owner\n  with: {lock_state: locked, current_time: {at_least: '2026-06-10T07:29:25', at_most: '2026-06-10T07:30:50'}}\n  otherwise: not_applicable");
        model.say("- poll: nuki_states\n  as: owner\n  with: {lock_state: {not: locked}}\n  within: 150s\n  requirements: [CMD-17]");
        model.say("- wait: 20s");
        model.moved(None, None);
        model.upset_clock();
        model.doubt();
    }

    fn due(model: &mut Model<'_>, mask: &str, enabled: bool, acts: bool) {
        if !Self::prepared(model) {
            return;
        }
        wednesday(model, "07:20:00");
        let fields = format!("weekdays: {mask}, time: '07:31', lock_action: unlock");
        Self::add(model, &fields);
        if !enabled {
            Self::update(model, &format!("{fields}, enabled: false"));
        }
        set(
            model,
            "update_time\n  as: owner",
            "time: '2026-06-10T07:30:40'",
            "CMD-15",
        );
        model.say("- wait: 50s");
        model.doubt();
        model.clean();
        let (state, rest) = if acts {
            ("{not: locked}", None)
        } else {
            ("locked", Some(Rest::Locked))
        };
        model.push(format!("- poll: nuki_states\n  as: owner\n  with: {{lock_state: {state}}}\n  within: 20s\n  requirements: [CMD-17]"));
        model.say("- wait: 20s");
        model.moved(rest, None);
        // From here on the time is not noon.
        model.upset_clock();
        model.doubt();
    }
}

const WHAT: &[What] = &[
    What::Add("weekdays: 0x40, time: '03:17', lock_action: lock"),
    What::Add("weekdays: 0x55, time: '04:47', lock_action: lock"),
    What::Update("weekdays: 0x2A, time: '23:08', lock_action: lock, enabled: false"),
    What::Remove,
    What::Due("0", true, true),
    What::Due("0x10", true, true),
    What::Due("0x6F", true, false),
    What::Due("0", false, false),
    What::DueAfterCut,
];

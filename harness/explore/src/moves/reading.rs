//! Reads, with everything in them that is known.

use super::acting::Acting;
use super::by::By;
use super::settings;
use crate::model::{Model, Pin, Rest, Who};
use proptest::prelude::Strategy;

/// A read of one user.
pub(crate) type Reading = By<What>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    States,
    Battery,
    Config,
    Advanced,
    Challenges,
    Users,
    Sizes,
    Entries,
    Clock,
    Services,
    Alike,
}

impl Reading {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        Self::one_of(WHAT, Who::ALL)
    }

    /// Adds its steps.
    pub(crate) fn play(&self, model: &mut Model<'_>) {
        let pin = matches!(self.what, What::Users | What::Entries);
        if !model.is_served(self.who) || (pin && model.pin != Pin::Clean) {
            return;
        }
        model.clean();
        let who = model.line(self.who);
        match self.what {
            What::States => self.states(model),
            What::Battery => {
                model.push(format!("- send: request_data{who}\n  with: {{command: battery_report}}"));
                model.expect(&format!("{{battery_report: {{size: {{one_of: [5, 17]}}, battery_voltage: {{at_least: 2000, at_most: 9000}}, on: usdio, as: {}}}}}", self.who.name()), "CMD-21");
            }
            What::Config => self.config(model),
            What::Advanced => {
                let with = fields(&model.advanced);
                model.push(format!("- read: advanced_config{who}{with}\n  requirements: [CMD-14]"));
            }
            What::Challenges => {
                model.say("- repeat: 3\n  steps:\n    - connect: a\n    - read: challenge\n      as: owner\n      save: {n: nonce}\n    - collect: {challenges: $n}");
                model.say("- distinct: challenges\n  requirements: [PAIR-15]");
                model.say("- looks_random: challenges\n  requirements: [PAIR-15]");
                model.doubt();
            }
            What::Users => self.users(model),
            What::Sizes => Self::sizes(model, who),
            What::Entries => self.entries(model),
            What::Clock if model.setting.patient => Self::clock(model, who),
            What::Clock => {}
            What::Services => model.say("- services:\n    a92ee100:\n      a92ee101: [write, indicate]\n    a92ee200:\n      a92ee201: [write, indicate]\n      a92ee202: [write, indicate]\n  exactly: [a92ee000]\n  requirements: [GATT-03]"),
            What::Alike => Self::alike(model),
        }
    }

    fn states(&self, model: &mut Model<'_>) {
        let mut with = vec!["current_time: {valid: true}".to_owned()];
        if let Some(rest) = model.bolt {
            with.push(format!("lock_state: {}", rest.matcher()));
        }
        if model.setting.counts {
            if let Some(last) = model.last {
                with.push(format!(
                    "last_lock_action: {last}, last_lock_action_trigger: system, last_lock_action_completion: success"
                ));
            }
            if model.bolt.is_some() && model.last.is_some() {
                with.push("lock_n_go_timer: 0".to_owned());
            }
            // It may move for other reasons as well.
            if let Some((name, true)) = &model.count {
                with.push(format!("config_update_count: {{not: ${name}}}"));
            }
        }
        if model.wednesday {
            with.push(
                "current_time: {at_least: '2026-06-10T12:00:00', at_most: '2026-06-10T18:00:00'}"
                    .to_owned(),
            );
            with.remove(0);
        }
        let save = if model.setting.counts {
            let name = model.variable("count");
            model.count = Some((name.clone(), false));
            format!("\n  save: {{{name}: config_update_count}}")
        } else {
            String::new()
        };
        model.push(format!(
            "- read: nuki_states{}\n  with: {{{}}}{save}\n  requirements: [CMD-01]",
            model.line(self.who),
            with.join(", ")
        ));
    }

    fn config(&self, model: &mut Model<'_>) {
        if let Some(id) = model.setting.nuki_id {
            model.config.insert("nuki_id", id.to_string());
        }
        let with = fields(&model.config);
        let mut save = String::new();
        if !model.config.contains_key("longitude") {
            // What was told once must be told again.
            let names = KEPT.map(|field| (field, model.variable(field)));
            let list: Vec<String> = names
                .iter()
                .map(|(field, name)| format!("{name}: {field}"))
                .collect();
            save = format!("\n  save: {{{}}}", list.join(", "));
            model
                .config
                .extend(names.map(|(field, name)| (field, format!("${name}"))));
        }
        model.push(format!(
            "- read: config{}{with}{save}\n  requirements: [CMD-12]",
            model.line(self.who)
        ));
    }

    fn users(&self, model: &mut Model<'_>) {
        let (name, line) = (self.who.name(), model.line(self.who));
        let mut more = String::new();
        let total = model.variable("total");
        if let Some(users) = model.users {
            more += &format!("\n  count: {users}");
        }
        let lacking: Vec<String> = model
            .people
            .iter()
            .filter(|(_, person)| !person.there)
            .map(|(who, _)| format!("\n    - {{authorization_id: {}}}", who.id()))
            .collect();
        if !lacking.is_empty() {
            more += &format!("\n  lacking:{}", lacking.concat());
        }
        let having: Vec<String> = model
            .people
            .iter()
            .filter(|(_, person)| person.there)
            .map(|(who, person)| {
                let mut fields = person
                    .name
                    .map_or_else(String::new, |name| format!(", name: {name}"));
                if let Some(told) = person.fields {
                    fields += &format!(", {told}");
                }
                format!(
                    "\n    - {{authorization_id: {}, enabled: {}{fields}}}",
                    who.id(),
                    person.enabled
                )
            })
            .collect();
        more += &format!("\n  having:{}", having.concat());
        model.push(format!("- read: authorization_entry{line}\n  asking: {{offset: 0, count: 1000}}\n  with: {{authorization_id: ${name}.auth_id}}{more}\n  save: {{{total}: total}}\n  requirements: [AUTH-01, AUTH-02]"));
        if let Some(users) = model.users {
            model.push(format!(
                "- check: ${total}\n  is: {users}\n  requirements: [AUTH-03]"
            ));
        }
    }

    fn entries(&self, model: &mut Model<'_>) {
        let mut more = String::new();
        if let Some(entries) = &model.entries {
            more += &format!("\n  count: {}", entries.len());
            let having: Vec<String> = entries
                .iter()
                .map(|(id, fields)| format!("\n    - {{entry_id: ${id}, {fields}}}"))
                .collect();
            if !having.is_empty() {
                more += &format!("\n  having:{}", having.concat());
            }
        }
        model.push(format!(
            "- read: time_control_entry{}{more}\n  requirements: [CMD-17]",
            model.line(self.who)
        ));
    }

    /// Payloads have a size that some version prints.
    fn sizes(model: &mut Model<'_>, who: &str) {
        model.push(format!(
            "- send: request_data{who}\n  with: {{command: nuki_states}}"
        ));
        model.expect(
            "{nuki_states: {size: {one_of: [13, 15, 18, 19, 21, 26, 27]}}}",
            "FRAME-09",
        );
        model.push(format!("- send: request_config{who}"));
        model.expect(
            "{config: {size: {one_of: [63, 72, 74, 76, 77, 78, 79]}}}",
            "FRAME-09",
        );
        model.push(format!("- send: request_advanced_config{who}"));
        model.expect(
            "{advanced_config: {size: {one_of: [17, 28, 29, 30, 31, 32, 33]}}}",
            "FRAME-09",
        );
    }

    /// The clock keeps time.
    fn clock(model: &mut Model<'_>, who: &str) {
        let name = model.variable("time");
        model.push(format!(
            "- read: nuki_states{who}\n  save: {{{name}: current_time}}\n  requirements: [CMD-01]"
        ));
        model.say("- wait: 10min");
        model.doubt();
        model.clean();
        model.push(format!("- read: nuki_states{who}\n  with: {{current_time: {{near: {{add: [${name}, 600]}}, within: 20}}}}\n  requirements: [TIME-07]"));
    }

    /// Nobody can find out which authorization ids exist.
    fn alike(model: &mut Model<'_>) {
        let name = model.variable("payload");
        model.push("- send: request_data\n  as: owner\n  with: {command: battery_report}\n  spoil: {key: {repeat: '5A', times: 32}}".to_owned());
        model.push(format!(
            "- expect: error_report\n  save: {{{name}: payload}}\n  requirements: [ERR-03]"
        ));
        let other = model.variable("payload");
        model.push("- send: request_data\n  as: owner\n  with: {command: battery_report}\n  spoil: {auth_id: 0x7FFFFFFE, inner_auth_id: 0x7FFFFFFE}".to_owned());
        model.push(format!(
            "- expect: error_report\n  save: {{{other}: payload}}\n  requirements: [ERR-03]"
        ));
        model.push(format!(
            "- check: ${name}\n  is: ${other}\n  requirements: [ERR-04]"
        ));
        model.doubt();
    }
}

/// Reads what a command would change, before somebody who may not gives it, so that its effect would be seen.
pub(super) fn look_before(model: &mut Model<'_>, command: &str) {
    if !model.is_served(Who::Owner) {
        return;
    }
    match command {
        "lock_action" => {
            Acting::lock(model);
        }
        "set_advanced_config" if model.advanced.is_empty() && model.pin == Pin::Clean => {
            model.clean();
            settings::set_advanced(model, "\n  as: owner", "unlatch_duration", "5");
        }
        "update_time" if !model.wednesday && model.pin == Pin::Clean => {
            model.clean();
            settings::wednesday(model, "12:00:00");
        }
        "set_config" => owners(What::Config, model),
        _ => {}
    }
}

/// Reads it again afterwards.
pub(super) fn look_after(model: &mut Model<'_>, command: &str) {
    if !model.is_served(Who::Owner) {
        return;
    }
    match command {
        "lock_action" if model.bolt == Some(Rest::Locked) => {
            model.clean();
            model.say("- still: locked\n  as: owner\n  requirements: [NONCE-01]");
        }
        "set_config" => owners(What::Config, model),
        "set_advanced_config" => owners(What::Advanced, model),
        "update_time" => owners(What::States, model),
        "authorization_data_invite"
        | "update_authorization_entry"
        | "remove_authorization_entry" => owners(What::Users, model),
        "add_time_control_entry" | "update_time_control_entry" | "remove_time_control_entry" => {
            owners(What::Entries, model);
        }
        "set_security_pin" if model.pin == Pin::Clean => {
            model.clean();
            settings::set(
                model,
                "verify_security_pin\n  as: owner",
                "pin: $pin",
                "PIN-02",
            );
        }
        _ => {}
    }
}

fn owners(what: What, model: &mut Model<'_>) {
    let reading = Reading {
        what,
        who: Who::Owner,
    };
    reading.play(model);
}

/// Known fields as tests.
fn fields(known: &std::collections::BTreeMap<&'static str, String>) -> String {
    if known.is_empty() {
        return String::new();
    }
    let list: Vec<String> = known
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    format!("\n  with: {{{}}}", list.join(", "))
}

/// Fields of Config that nothing but Set Config changes.
const KEPT: [&str; 4] = ["longitude", "latitude", "led_brightness", "timezone_offset"];

const WHAT: &[What] = &[
    What::States,
    What::States,
    What::States,
    What::Battery,
    What::Config,
    What::Config,
    What::Advanced,
    What::Challenges,
    What::Users,
    What::Users,
    What::Sizes,
    What::Entries,
    What::Clock,
    What::Services,
    What::Alike,
];

//! Reading lists: authorizations, log entries, time control entries.

use super::super::client::{Heard, Incoming, Message};
use super::super::datum::Datum;
use super::super::stop::Wrong;
use super::super::{ANSWER_WITHIN, Flow, Run, describe};
use crate::ast::Fields;
use crate::span::At;
use crate::step::Read;
use boundary::Span;
use boundary::journal::FieldDifference;
use wire::Command;

/// What a list came to.
#[derive(Default)]
struct List {
    entries: Vec<Message>,
    /// What the count message said, where one came.
    total: Option<i64>,
}

/// Which part of a list was asked for.
struct Asked {
    entry: Command,
    offset: i64,
    /// At most so many; all, where a request cannot say.
    count: i64,
}

impl Asked {
    fn new(entry: Command, asking: &[(&'static str, Datum)]) -> Self {
        let number = |wanted| {
            let mut fields = asking.iter();
            let field = fields.find(|(name, _)| *name == wanted);
            field.and_then(|(_, datum)| datum.as_int())
        };
        Self {
            entry,
            offset: number("offset").unwrap_or_default(),
            count: number("count").unwrap_or(i64::MAX),
        }
    }

    /// How many entries the count message in front of the list lets expect. What it counts is printed as
    /// the total number of entries; only for the log it depends on where the list begins.
    fn announced(&self, list: &List) -> Option<i64> {
        let total = list.total?;
        (self.offset == 0 && self.entry != Command::LogEntry).then(|| total.min(self.count))
    }

    /// Whether entries are still to come.
    fn more_are_announced(&self, list: &List) -> bool {
        self.announced(list)
            .is_some_and(|announced| list.length() < announced)
    }

    /// A list has the entries that its count message announces: no right lock counts otherwise, so that this
    /// holds in every case.
    fn must_be_as_announced(&self, list: &List) -> Flow {
        let (Some(announced), Some(total)) = (self.announced(list), list.total) else {
            return Ok(());
        };
        let came = list.length();
        // Entries beyond those that were asked for are another fault, which the step is about.
        if came == announced || announced == self.count && came > announced {
            return Ok(());
        }
        let requirements: &[&str] = match self.entry {
            Command::TimeControlEntry => &["CMD-17"],
            _ => &["AUTH-03", "AUTH-02"],
        };
        Wrong::new(
            format!("as many entries as are announced: {announced} of {total}"),
            format!("{came}: {}", show(&list.entries)),
        )
        .always(requirements)
        .stop()
    }
}

impl List {
    /// How many entries came.
    fn length(&self) -> i64 {
        i64::try_from(self.entries.len()).unwrap_or(i64::MAX)
    }
}

impl Run<'_> {
    pub(super) fn read_list(
        &mut self,
        step: &Read,
        entry: Command,
        asking: &[(&'static str, Datum)],
        user: &str,
        client: &str,
    ) -> Flow {
        let asked = Asked::new(entry, asking);
        let list = self.collect_list(entry, &asked, user, client)?;
        asked.must_be_as_announced(&list)?;
        let count = list.length();
        let seen = Some(Datum::Int(count));
        let field = super::super::matching::size_field();
        if let Some(difference) = self.test_one(step.count.as_ref(), "count", &field, seen)? {
            return Wrong::new(
                format!("{} entries", difference.expected),
                format!("{count}: {}", show(&list.entries)),
            )
            .stop();
        }
        match list.entries.first() {
            Some(first) => self.must_fit(entry, &step.with, first)?,
            None if step.with.is_empty() => {}
            None => return Wrong::new("an entry", "an empty list").stop(),
        }
        for wanted in &step.having {
            self.some_entry(entry, wanted, &list.entries, true)?;
        }
        for unwanted in &step.lacking {
            self.some_entry(entry, unwanted, &list.entries, false)?;
        }
        self.capture_list(step, list)
    }

    /// Takes entries up to the closing Status. The document does not print how a list ends, so a
    /// pause after the entries will do as well.
    fn collect_list(
        &mut self,
        entry: Command,
        asked: &Asked,
        user: &str,
        client: &str,
    ) -> Flow<List> {
        let mut list = List::default();
        loop {
            let patience = if list.entries.is_empty() || asked.more_are_announced(&list) {
                ANSWER_WITHIN
            } else {
                PAUSE
            };
            let begin = self.now();
            let deadline = begin + self.patience(patience);
            let Some(came) = self.incoming(client, deadline)? else {
                if list.entries.is_empty() && list.total.is_none() {
                    return self.nothing_came(client, "entries, or a status", begin);
                }
                return Ok(list);
            };
            let Incoming {
                what: Heard::Message(message),
                ..
            } = &came
            else {
                return Wrong::new(format!("{entry}"), describe::incoming(&came)).stop();
            };
            let of_user = message.user.as_deref() == Some(user);
            match Command::of(message.command) {
                Some(Command::Status) if of_user => return Ok(list),
                Some(Command::NukiStates) => {}
                Some(command) if of_user && command == entry => list.entries.push(message.clone()),
                Some(command) if of_user && command == count_of(entry) => {
                    list.total = self
                        .field_of(message, "count")
                        .and_then(|count| count.as_int());
                }
                _ => return Wrong::new(format!("{entry}"), describe::incoming(&came)).stop(),
            }
            if list.entries.len() > MOST_ENTRIES {
                return Wrong::new(
                    "a list that ends",
                    format!("{} entries", list.entries.len()),
                )
                .stop();
            }
        }
    }

    fn some_entry(
        &mut self,
        command: Command,
        fields: &At<Fields>,
        entries: &[Message],
        wanted: bool,
    ) -> Flow {
        let mut nearest: Option<(&Message, Vec<FieldDifference>)> = None;
        for entry in entries {
            let differences = self.test_fields(command, fields, entry)?;
            if differences.is_empty() {
                if wanted {
                    return Ok(());
                }
                return Wrong::new("no such entry", describe::message(entry))
                    .at(fields.span)
                    .stop();
            }
            if nearest
                .as_ref()
                .is_none_or(|(_, best)| differences.len() < best.len())
            {
                nearest = Some((entry, differences));
            }
        }
        if !wanted {
            return Ok(());
        }
        let Some((entry, differences)) = nearest else {
            return Wrong::new("an entry that fits", show(entries))
                .at(fields.span)
                .stop();
        };
        let content = describe::content(entry.command, &entry.payload);
        Wrong::new(
            "an entry that fits",
            format!("none among {}; the nearest is {content}", entries.len()),
        )
        .differing(differences)
        .at(fields.span)
        .stop()
    }

    fn capture_list(&mut self, step: &Read, list: List) -> Flow {
        for (variable, name) in &step.save {
            let datum = match name.value.as_str() {
                "total" => list.total.map(Datum::Int),
                "entries" => Some(Datum::Int(list.length())),
                name => match name.strip_prefix("entries.") {
                    Some(field) => {
                        let all: Vec<Datum> = list
                            .entries
                            .iter()
                            .filter_map(|entry| self.field_of(entry, field))
                            .collect();
                        self.lists.insert(variable.value.clone(), all);
                        continue;
                    }
                    None => list
                        .entries
                        .first()
                        .and_then(|entry| self.field_of(entry, name)),
                },
            };
            let Some(datum) = datum else {
                return Wrong::new(format!("`{}` in the list", name.value), show(&list.entries))
                    .at(name.span)
                    .stop();
            };
            self.vars.insert(variable.value.clone(), datum);
        }
        Ok(())
    }
}

/// The message that announces how many entries there are.
const fn count_of(entry: Command) -> Command {
    match entry {
        Command::AuthorizationEntry => Command::AuthorizationEntryCount,
        Command::LogEntry => Command::LogEntryCount,
        _ => Command::TimeControlEntryCount,
    }
}

fn show(entries: &[Message]) -> String {
    if entries.is_empty() {
        return "an empty list".to_owned();
    }
    let shown: Vec<String> = entries
        .iter()
        .take(4)
        .map(|entry| describe::content(entry.command, &entry.payload))
        .collect();
    let more = entries.len().saturating_sub(4);
    let tail = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{tail}", shown.join("; "))
}

/// How long a list may rest before it counts as ended.
const PAUSE: Span = Span::secs(3);
/// More than any lock stores.
const MOST_ENTRIES: usize = 2_000;

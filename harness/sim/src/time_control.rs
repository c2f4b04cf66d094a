//! Time control: actions at certain times (0x0039 to 0x003F).

use crate::Defect;
use crate::clock::{DAY, second_of_day, seconds_to, weekday_bit};
use crate::lock::Lock;
use crate::reply::{Caller, Refusal};
use crate::settings::EntryIdStatus;
use boundary::Instant;
use wire::code::{ErrorCode, LockAction, Trigger};
use wire::command::{
    AddTimeControlEntry, RemoveTimeControlEntry, TimeControlEntry, TimeControlEntryCount,
    TimeControlEntryId, UpdateTimeControlEntry,
};
use wire::field::TimeOfDay;

/// An action for certain times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    id: u8,
    enabled: bool,
    weekdays: u8,
    time: TimeOfDay,
    action: LockAction,
}

impl Lock {
    /// Add Time Control Entry.
    pub(crate) fn on_add_entry(
        &mut self,
        caller: &Caller,
        message: AddTimeControlEntry<'_>,
    ) -> Result<(), Refusal> {
        let used = |id: &u8| self.memory.entries.iter().any(|entry| entry.id == *id);
        let full = self.memory.entries.len() >= self.settings.max_time_control as usize;
        let free = (1..=u8::MAX).find(|id| !used(id)).filter(|_| !full);
        let id = free.ok_or_else(|| self.list_full())?;
        self.memory.entries.push(Entry {
            id,
            enabled: true,
            weekdays: message.weekdays,
            time: message.time,
            action: LockAction(message.lock_action),
        });
        self.schedule();
        self.say(caller, &TimeControlEntryId { entry_id: id });
        match self.settings.entry_id_status {
            EntryIdStatus::Nothing => Ok(()),
            EntryIdStatus::Complete => self.complete(caller),
        }
    }

    /// Remove Time Control Entry.
    pub(crate) fn on_remove_entry(
        &mut self,
        caller: &Caller,
        message: RemoveTimeControlEntry<'_>,
    ) -> Result<(), Refusal> {
        let at = self.entry_at(message.entry_id)?;
        if !self.has(Defect::TimeControlIsNotRemoved) {
            self.memory.entries.remove(at);
        }
        self.schedule();
        self.complete(caller)
    }

    /// Update Time Control Entry.
    pub(crate) fn on_update_entry(
        &mut self,
        caller: &Caller,
        message: UpdateTimeControlEntry<'_>,
    ) -> Result<(), Refusal> {
        let at = self.entry_at(message.entry_id)?;
        if !self.has(Defect::TimeControlIsNotUpdated) {
            self.memory.entries[at] = Entry {
                id: message.entry_id,
                enabled: message.enabled != 0,
                weekdays: message.weekdays,
                time: message.time,
                action: LockAction(message.lock_action),
            };
        }
        self.schedule();
        self.complete(caller)
    }

    /// Request Time Control Entries.
    pub(crate) fn on_list_entries(&mut self, caller: &Caller) -> Result<(), Refusal> {
        let entries = self.memory.entries.clone();
        let counted = entries
            .iter()
            .filter(|entry| entry.enabled || !self.has(Defect::DisabledEntriesAreNotCounted));
        let count = u8::try_from(counted.count()).unwrap_or(u8::MAX);
        let most = if self.has(Defect::EightEntriesAreListed) {
            8
        } else {
            usize::MAX
        };
        self.say(caller, &TimeControlEntryCount { count });
        for entry in entries.into_iter().take(most) {
            let message = TimeControlEntry {
                entry_id: entry.id,
                enabled: entry.enabled.into(),
                weekdays: entry.weekdays,
                time: entry.time,
                lock_action: entry.action.0,
            };
            self.say(caller, &message);
        }
        self.end_list(caller);
        Ok(())
    }

    /// Finds out when the next entry is due; to be called when entries or clock have changed.
    pub(crate) fn schedule(&mut self) {
        self.scheduled = self.next_entry_after(self.local_seconds());
    }

    /// When an entry is due.
    pub(crate) fn entry_due(&self) -> Option<Instant> {
        self.clock.instant_of(self.scheduled?)
    }

    /// Does what the entries say that are due.
    pub(crate) fn run_time_control(&mut self) {
        let is_due = self.entry_due().is_some_and(|at| at <= self.now);
        let Some(due) = self.scheduled.filter(|_| is_due) else {
            return;
        };
        let falls_due = |entry: &Entry| entry.next_after(due - 1) == Some(due);
        let entry = self.running_entries().find(falls_due);
        if let Some(entry) = entry
            && self.motor.job.is_none()
            && !self.has(Defect::TimeControlNeverFires)
        {
            let action = self.resolve(entry.action);
            self.start(action, Trigger::SYSTEM, None, false);
            if self.has(Defect::EntriesFireOnce) {
                let mut entries = self.memory.entries.iter_mut();
                let fired = entries.find(|one| one.id == entry.id);
                fired.into_iter().for_each(|one| one.enabled = false);
            }
        }
        self.scheduled = self.next_entry_after(due);
    }

    fn next_entry_after(&self, seconds: i64) -> Option<i64> {
        let entries = self.running_entries();
        entries.filter_map(|entry| entry.next_after(seconds)).min()
    }

    /// The entries as the lock runs them.
    fn running_entries(&self) -> impl Iterator<Item = Entry> {
        self.memory.entries.iter().map(|entry| Entry {
            enabled: entry.enabled || self.has(Defect::DisabledEntriesFire),
            weekdays: if self.has(Defect::EntriesIgnoreTheirWeekdays) {
                0
            } else {
                entry.weekdays
            },
            ..*entry
        })
    }

    fn entry_at(&self, id: u8) -> Result<usize, ErrorCode> {
        let mut entries = self.memory.entries.iter();
        let at = entries.position(|entry| entry.id == id);
        at.ok_or(ErrorCode::BAD_PARAMETER)
    }
}

impl Entry {
    /// The local seconds at which it is due next, after the given ones.
    fn next_after(&self, seconds: i64) -> Option<i64> {
        if !self.enabled {
            return None;
        }
        let today = seconds - second_of_day(seconds) + seconds_to(self.time);
        let mut days = (0..8).map(|day| today + day * DAY);
        days.find(|at| *at > seconds && self.falls_on(*at))
    }

    const fn falls_on(&self, seconds: i64) -> bool {
        self.weekdays & 0x7F == 0 || self.weekdays & weekday_bit(seconds) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::field::DateTime;

    fn at(text: &str) -> i64 {
        text.parse::<DateTime>().unwrap().unix_seconds().unwrap()
    }

    #[test]
    fn an_entry_is_due_on_its_next_weekday() {
        let entry = Entry {
            id: 1,
            enabled: true,
            weekdays: 0x42,
            time: "22:30".parse().unwrap(),
            action: LockAction::LOCK,
        };
        let next = |text| entry.next_after(at(text));
        assert_eq!(next("2017-11-20T12:00:00"), Some(at("2017-11-20T22:30:00")));
        assert_eq!(next("2017-11-20T22:30:00"), Some(at("2017-11-25T22:30:00")));
        assert_eq!(next("2017-11-25T22:30:01"), Some(at("2017-11-27T22:30:00")));
        let off = Entry {
            enabled: false,
            ..entry
        };
        assert_eq!(off.next_after(0), None);
    }
}

//! The log ("Request Log Entries", "Log Entry", "Enable Logging").

use crate::Defect;
use crate::lock::Lock;
use crate::memory::Line;
use crate::motor::Last;
use crate::reply::{Caller, Refusal, bytes_of};
use crate::settings::{ListEnd, LogStart};
use alloc::vec::Vec;
use wire::code::{LogType, SortOrder, StatusCode};
use wire::command::{Command, EnableLogging, LogEntry, LogEntryCount, RequestLogEntries};

impl Lock {
    /// Request Log Entries.
    pub(crate) fn on_request_log(
        &mut self,
        caller: &Caller,
        message: RequestLogEntries<'_>,
    ) -> Result<(), Refusal> {
        let lines = self.chosen_lines(&message);
        let counted = if self.has(Defect::LogCountIsThePage) {
            lines.len().min(message.count.into())
        } else {
            lines.len()
        };
        if message.total_count != 0 && !self.has(Defect::LogCountIsNotSent) {
            let count = LogEntryCount {
                logging_enabled: self.memory.log.enabled.into(),
                count: u16::try_from(counted).unwrap_or(u16::MAX),
            };
            let mut payload = bytes_of(&count);
            payload.extend([0, 0]);
            payload.truncate(self.settings.log_count_size as usize);
            self.say_bytes(caller, Command::LogEntryCount.id(), &payload);
        }
        let most = if self.has(Defect::ListCountsIgnored) {
            usize::MAX
        } else if self.has(Defect::LogCountIsAByte) {
            (message.count & 0xFF).into()
        } else {
            message.count.into()
        };
        for line in lines.into_iter().take(most) {
            self.say(
                caller,
                &LogEntry {
                    index: line.index,
                    timestamp: if self.has(Defect::LogStampsTheReading) {
                        self.shown_time()
                    } else {
                        line.time
                    },
                    authorization_id: line.user,
                    name: &line.name,
                    log_type: line.log_type.0,
                    data: &line.data,
                },
            );
        }
        self.end_list(caller);
        Ok(())
    }

    /// Enable Logging.
    pub(crate) fn on_enable_logging(
        &mut self,
        caller: &Caller,
        message: EnableLogging<'_>,
    ) -> Result<(), Refusal> {
        let enabled = message.enabled != 0;
        if enabled != self.memory.log.enabled {
            self.memory.log.enabled = true;
            self.log(Some(caller), LogType::LOGGING, [message.enabled].into());
            self.memory.log.enabled = enabled || self.has(Defect::LogCannotBeStopped);
        }
        self.complete(caller)
    }

    /// Logs an action that has ended.
    pub(crate) fn log_action(&mut self, caller: Option<&Caller>, last: Last, auto_unlock: bool) {
        let data = [
            last.action.0,
            last.trigger.0,
            auto_unlock.into(),
            last.completion.0,
        ];
        let size = if self.has(Defect::LogDataIsShort) {
            3
        } else {
            4
        };
        self.log(caller, LogType::LOCK_ACTION, data[..size].into());
    }

    /// Logs something that later versions have a type for, in their form.
    pub(crate) fn log_plain(&mut self, caller: Option<&Caller>, log_type: LogType) {
        if LogType::SET.defines(self.setup.api, log_type.0.into()) {
            self.log(caller, log_type, [0; 4].into());
        }
    }

    /// Ends a list.
    pub(crate) fn end_list(&mut self, caller: &Caller) {
        if self.settings.list_end == ListEnd::Complete {
            self.say_status(caller, StatusCode::COMPLETE);
        }
    }

    /// The lines from the start index on, in the order asked for.
    fn chosen_lines(&self, message: &RequestLogEntries<'_>) -> Vec<Line> {
        let start = if self.has(Defect::LogStartIgnored) {
            0
        } else if self.has(Defect::LogStartIsCut) {
            message.start_index & 0xFFFF
        } else {
            message.start_index
        };
        let descending =
            message.sort_order == SortOrder::DESCENDING.0 && !self.has(Defect::LogOrderIgnored);
        let inclusive = self.settings.log_start == LogStart::Inclusive;
        let chosen = |line: &&Line| match (start, line.index.cmp(&start)) {
            (0, _) => true,
            (_, core::cmp::Ordering::Equal) => inclusive,
            (_, core::cmp::Ordering::Less) => descending,
            (_, core::cmp::Ordering::Greater) => !descending,
        };
        let lines = self.memory.log.entries.iter().filter(chosen).cloned();
        if descending {
            lines.rev().collect()
        } else {
            lines.collect()
        }
    }

    fn log(&mut self, caller: Option<&Caller>, log_type: LogType, mut data: Vec<u8>) {
        self.changed = true;
        if !self.memory.log.enabled {
            return;
        }
        data.resize(data.len() + self.settings.log_data_tail as usize, 0);
        let user = caller.map_or(0, |caller| caller.id);
        let name = self.memory.users.find(user).map(|user| user.name);
        let time = self.shown_time();
        let log = &mut self.memory.log;
        log.latest_index = log.latest_index.wrapping_add(1);
        let line = Line {
            index: log.latest_index,
            time,
            user,
            name: name.unwrap_or_default(),
            log_type,
            data,
        };
        log.entries.push_back(line);
        while log.entries.len() > self.settings.log_capacity as usize {
            log.entries.pop_front();
        }
    }
}

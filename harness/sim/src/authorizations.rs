//! The list of authorizations: read it, invite, change, remove (0x0008 to 0x000B, 0x001F, 0x0025, 0x0027).

use crate::Defect;
use crate::lock::Lock;
use crate::pairing::{blank_after_zero, lose_symbols};
use crate::reply::{Caller, Refusal, bytes_of};
use crate::settings::{CountMessage, ListFull, NamePadding};
use crate::users::{Limits, User};
use alloc::vec::Vec;
use wire::code::{ErrorCode, IdType};
use wire::command::{
    AuthorizationDataInvite, AuthorizationEntry, AuthorizationEntryCount, AuthorizationIdInvite,
    Command, RemoveAuthorizationEntry, RequestAuthorizationEntries, UpdateAuthorizationEntry,
};
use wire::session::SharedKey;

impl Lock {
    /// Remove Authorization Entry.
    pub(crate) fn on_remove_user(
        &mut self,
        caller: &Caller,
        message: RemoveAuthorizationEntry<'_>,
    ) -> Result<(), Refusal> {
        let mut id = message.authorization_id;
        if self.has(Defect::RemovalsTakeHalfTheId) {
            let mut users = self.memory.users.iter();
            let alike = users.find(|user| user.id & 0xFFFF == id & 0xFFFF);
            id = alike.map_or(id, |user| user.id);
        }
        let key = self.memory.users.find(id).map(|user| user.key.clone());
        if let Some(next) = self.memory.users.next_of(id)
            && self.has(Defect::RemovalTakesTheNextToo)
        {
            self.forget_user(next);
        }
        if !self.forget_user(id) && !self.has(Defect::RemovingNobodySucceeds) {
            return Err(ErrorCode::INVALID_AUTH_ID.into());
        }
        if let Some(key) = key
            && self.has(Defect::RemovedUsersAreServed)
        {
            self.damage.ghosts.insert(id, key);
        }
        self.complete(caller)
    }

    /// Request Authorization Entries.
    pub(crate) fn on_list_users(
        &mut self,
        caller: &Caller,
        message: RequestAuthorizationEntries<'_>,
    ) -> Result<(), Refusal> {
        let mut users: Vec<User> = self
            .memory
            .users
            .beginning_with(caller.id)
            .cloned()
            .collect();
        if self.has(Defect::OwnEntryIsNotFirst) {
            users.reverse();
        }
        if self.has(Defect::DisabledUsersAreNotListed) {
            users.retain(|user| user.enabled);
        }
        if message.offset == 0 || self.settings.count_message == CountMessage::Always {
            let count = self.user_count(&users, message.count);
            self.say(caller, &AuthorizationEntryCount { count });
        }
        let (skip, take) = if self.has(Defect::ListOffsetsIgnored) {
            (0, message.count.into())
        } else if self.has(Defect::ListCountsIgnored) {
            (message.offset.into(), usize::MAX)
        } else if self.has(Defect::ListsEndOneTooEarly) {
            let count: usize = message.count.into();
            (
                message.offset.into(),
                count.min(users.len().saturating_sub(1)),
            )
        } else {
            (message.offset.into(), message.count.into())
        };
        for user in users.iter().skip(skip).take(take) {
            self.send_user(caller, user);
        }
        self.end_list(caller);
        Ok(())
    }

    /// What stands in front of the list.
    fn user_count(&self, users: &[User], asked: u16) -> u16 {
        let enabled = users.iter().filter(|user| user.enabled).count();
        let counted = if self.has(Defect::DisabledUsersAreNotCounted) {
            enabled
        } else {
            users.len()
        };
        let count = u16::try_from(counted).unwrap_or(u16::MAX);
        if self.has(Defect::UserCountIsThePage) {
            return count.min(asked);
        }
        count + u16::from(self.has(Defect::UserCountIsOneOff))
    }

    /// Authorization Data (Invite).
    pub(crate) fn on_invite(
        &mut self,
        caller: &Caller,
        message: AuthorizationDataInvite<'_>,
    ) -> Result<(), Refusal> {
        let limits = Limits {
            from_date: message.allowed_from_date,
            until_date: message.allowed_until_date,
            weekdays: message.allowed_weekdays,
            from_time: message.allowed_from_time,
            until_time: message.allowed_until_time,
        };
        if self.is_full() {
            return Err(self.list_full().into());
        }
        let key = if self.has(Defect::InvitedKeyIsIgnored) {
            self.random.bytes()
        } else {
            *message.shared_key
        };
        let limited = message.time_limited != 0 && !self.has(Defect::InvitedUsersAreUnlimited);
        let id = self.new_user_id();
        let created = self.shown_time();
        let name = self.stored_name(message.name);
        self.memory.users.add(User {
            id_type: IdType(message.id_type),
            enabled: !self.damage.new_users_disabled,
            remote_allowed: message.remote_allowed != 0,
            limits: limited.then_some(limits),
            ..User::new(id, name, SharedKey::from_bytes(key), created)
        });
        let answer = AuthorizationIdInvite {
            authorization_id: id,
            date_created: created,
        };
        self.say(caller, &answer);
        Ok(())
    }

    /// Update Authorization Entry.
    pub(crate) fn on_update_user(
        &mut self,
        caller: &Caller,
        message: UpdateAuthorizationEntry<'_>,
    ) -> Result<(), Refusal> {
        let limits = Limits {
            from_date: message.allowed_from_date,
            until_date: message.allowed_until_date,
            weekdays: message.allowed_weekdays,
            from_time: message.allowed_from_time,
            until_time: message.allowed_until_time,
        };
        let name = self.stored_name(message.name);
        let stores_nothing = self.has(Defect::UserUpdatesAreNotStored);
        let user = self.memory.users.find_mut(message.authorization_id);
        let user = user.ok_or(ErrorCode::INVALID_AUTH_ID)?;
        if !stores_nothing {
            user.name = name;
            user.enabled = message.enabled != 0;
            user.remote_allowed = message.remote_allowed != 0;
            user.limits = (message.time_limited != 0).then_some(limits);
        }
        self.damage.new_users_disabled =
            message.enabled == 0 && self.has(Defect::NewUsersAreAsTheLatestUpdate);
        self.complete(caller)
    }

    /// Whether there is no room for another user.
    pub(crate) fn is_full(&self) -> bool {
        self.memory.users.len() >= self.max_users as usize
    }

    /// What a list says that is full.
    pub(crate) const fn list_full(&self) -> ErrorCode {
        match self.settings.list_full {
            ListFull::Unknown => ErrorCode::UNKNOWN,
            ListFull::MaxUser => ErrorCode::MAX_USER,
            ListFull::TooManyEntries => ErrorCode::TOO_MANY_ENTRIES,
        }
    }

    /// An id for a new user.
    pub(crate) fn new_user_id(&mut self) -> u32 {
        if self.has(Defect::UserIdsRepeat) {
            return 1;
        }
        self.memory.users.next_id()
    }

    /// A name as the lock keeps it.
    pub(crate) fn stored_name(&self, name: &[u8; 32]) -> [u8; 32] {
        let mut name = *name;
        if self.has(Defect::NamesAreCut) {
            name[20..].fill(0);
        }
        if self.has(Defect::NamesEndAtTheirZero) {
            blank_after_zero(&mut name);
        }
        if self.has(Defect::NamesLoseTheirSymbols) {
            lose_symbols(&mut name);
        }
        name
    }

    /// A name as the lock tells it.
    pub(crate) fn told_name(&self, name: &[u8; 32]) -> [u8; 32] {
        let mut name = *name;
        let end = name.iter().position(|byte| *byte == 0);
        if let (NamePadding::Garbage, Some(end)) = (self.settings.name_padding, end) {
            name[end + 1..].fill(0xA5);
        }
        name
    }

    fn send_user(&mut self, caller: &Caller, user: &User) {
        let name = self.told_name(&user.name);
        let limits = user.limits.unwrap_or(Limits {
            from_date: user.created,
            until_date: user.created,
            weekdays: 0,
            from_time: Default::default(),
            until_time: Default::default(),
        });
        let limited = user.limits.is_some() || self.has(Defect::LimitsAreAlwaysSent);
        let entry = AuthorizationEntry {
            authorization_id: user.id,
            id_type: user.id_type.0,
            name: &name,
            enabled: user.enabled.into(),
            remote_allowed: user.remote_allowed.into(),
            date_created: user.created,
            date_last_active: user.last_active,
            lock_count: user.lock_count,
            time_limited: user.limits.is_some().into(),
            allowed_from_date: limited.then_some(limits.from_date),
            allowed_until_date: limited.then_some(limits.until_date),
            allowed_weekdays: limited.then_some(limits.weekdays),
            allowed_from_time: limited.then_some(limits.from_time),
            allowed_until_time: limited.then_some(limits.until_time),
        };
        let payload = bytes_of(&entry);
        self.say_bytes(caller, Command::AuthorizationEntry.id(), &payload);
    }
}

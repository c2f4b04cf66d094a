//! Users and clients: who is authorized, and which connections are open.

use super::scope::{Link, Scope};
use crate::diagnostic::{Diagnostic, nearest, one_of, rule};
use crate::span::At;
use boundary::Capability;

/// Users and clients.
impl Scope<'_> {
    /// A user has an authorization from here on.
    pub(crate) fn enrol(&mut self, user: &str) {
        self.users.insert(user.to_owned());
    }

    /// A user that an author named has an authorization from here on.
    pub(crate) fn enrol_named(&mut self, user: &At<String>) {
        self.name(user, "user");
        self.enrol(user);
    }

    /// The user of a step; the owner where none is named.
    pub(crate) fn user(&mut self, user: Option<&At<String>>) {
        let (name, span) = user.map_or(("owner", self.here), |user| (&*user.value, user.span));
        if self.users.contains(name) || self.lost.contains(name) || self.lost.contains("given") {
            return;
        }
        let said = Diagnostic::error(
            rule::UNKNOWN_USER,
            span,
            format!("nothing before this made a user `{name}`"),
        );
        let said = match (user, name) {
            (Some(_), "owner") | (None, _) => said.help("add `given: [paired]`"),
            (_, "guest") => said.help("add `given: [paired, second_user]`"),
            _ => said
                .meant(nearest(name, self.users.iter().map(String::as_str)))
                .or_help(|| format!("`pair: {name}` or `invite: {name}` makes one")),
        };
        self.note(said);
    }

    /// Whether there is such a user.
    pub(crate) fn has_user(&self, name: &str) -> bool {
        self.users.contains(name) || self.lost.contains(name) || self.lost.contains("given")
    }

    /// A client's name is one.
    pub(crate) fn client_name(&mut self, client: &At<String>) {
        self.name(client, "client");
    }

    /// A connection is there from here on.
    pub(crate) fn open(&mut self, client: &str) {
        let others = self
            .clients
            .iter()
            .any(|(name, link)| name != client && *link == Link::Open);
        if others {
            self.need(Capability::SeveralConnections);
        }
        self.clients.insert(client.to_owned(), Link::Open);
    }

    /// A step closes a connection.
    pub(crate) fn close(&mut self, client: &str) {
        if let Some(link) = self.clients.get_mut(client) {
            *link = Link::Closed {
                by: self.here,
                heard: true,
            };
        }
    }

    /// The lock has closed a connection, and that was expected.
    pub(crate) fn ended(&mut self, client: &str) {
        self.close(client);
    }

    /// A step that opens connections where it has to.
    pub(crate) fn open_again(&mut self) {
        self.clients.insert("a".to_owned(), Link::Open);
    }

    /// A step closes every connection.
    pub(crate) fn close_all(&mut self) {
        let closed = Link::Closed {
            by: self.here,
            heard: false,
        };
        self.clients.values_mut().for_each(|link| *link = closed);
    }

    /// The client of a step, which must have been connected at some time.
    pub(crate) fn client(&mut self, client: Option<&At<String>>) -> Option<Link> {
        let (name, span) = client.map_or(("a", self.here), |client| (&*client.value, client.span));
        let link = self.clients.get(name).copied();
        if link.is_some() || self.lost.contains(name) || self.lost.contains("given") {
            return link;
        }
        let said = Diagnostic::error(
            rule::UNKNOWN_CLIENT,
            span,
            format!("nothing before this connected a client `{name}`"),
        );
        let said = match client {
            Some(_) => said
                .meant(
                    nearest(name, self.clients.keys().map(String::as_str))
                        .filter(|_| name.len() > 1),
                )
                .or_help(|| format!("`connect: {name}` opens a connection")),
            None => said.help("add `given: [connected]` or `given: [paired]`"),
        };
        self.note(said);
        None
    }

    /// The client of a step that can do nothing without a connection.
    pub(crate) fn connected(&mut self, client: Option<&At<String>>) {
        let name = client.map_or("a", |client| &*client.value).to_owned();
        if let Some(Link::Closed { by, .. }) = self.client(client) {
            let said = Diagnostic::error(
                rule::UNREACHABLE,
                self.here,
                format!("the connection of client `{name}` is closed here"),
            )
            .related(by, "closed here")
            .help(format!("`connect: {name}` opens a new one"));
            self.note(said);
        }
    }

    /// Names of all users, for messages.
    pub(super) fn user_names(&self) -> String {
        one_of(self.users.iter().map(String::as_str))
    }
}

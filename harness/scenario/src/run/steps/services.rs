//! `services`: what discovery finds.

use super::super::client::Answer;
use super::super::stop::Wrong;
use super::super::{Flow, Run};
use crate::span::At;
use crate::step::Services;
use boundary::{Characteristic, Property, Service, Span, ToLock};

impl Run<'_> {
    pub(super) fn do_services(&mut self, step: &Services) -> Flow {
        let client = step
            .by
            .as_ref()
            .map_or("a", |by| by.value.as_str())
            .to_owned();
        let found = self.discover(&client)?;
        for (service, characteristics) in &step.services {
            let Some(there) = found.iter().find(|one| begins(&one.uuid, &service.value)) else {
                return Wrong::new(format!("service {}", service.value), list(&found))
                    .at(service.span)
                    .stop();
            };
            for (characteristic, properties) in characteristics {
                has(there, characteristic, properties)?;
            }
        }
        for service in &step.exactly {
            let named = step
                .services
                .iter()
                .find(|(name, _)| name.value == service.value)
                .map_or(0, |(_, characteristics)| characteristics.len());
            let there = found.iter().find(|one| begins(&one.uuid, &service.value));
            let Some(there) = there.filter(|one| one.characteristics.len() != named) else {
                continue;
            };
            return Wrong::new(
                format!("exactly {named} characteristics in {}", service.value),
                uuids(&there.characteristics),
            )
            .at(service.span)
            .stop();
        }
        Ok(())
    }

    fn discover(&mut self, client: &str) -> Flow<Vec<Service>> {
        let Some(conn) = self.clients.get(client).map(|this| this.conn) else {
            return Self::not_connected(client);
        };
        let id = self.session.id();
        self.send(ToLock::Discover { conn, id })?;
        let begin = self.now();
        let deadline = begin + self.patience(Span::secs(30));
        match self.answer(client, id, deadline)? {
            Some(Answer::Services(services)) => {
                self.latency("discover", begin, self.now());
                Ok(services)
            }
            _ => self.nothing_came(client, "the services", begin),
        }
    }
}

fn has(service: &Service, wanted: &At<String>, properties: &[At<String>]) -> Flow {
    let Some(there) = service
        .characteristics
        .iter()
        .find(|one| begins(&one.uuid, &wanted.value))
    else {
        return Wrong::new(
            format!("characteristic {} in {}", wanted.value, service.uuid),
            uuids(&service.characteristics),
        )
        .at(wanted.span)
        .stop();
    };
    let seen = names(there);
    match properties
        .iter()
        .find(|property| !seen.contains(&property.value.as_str()))
    {
        None => Ok(()),
        Some(missing) => Wrong::new(
            format!("property {} of {}", missing.value, wanted.value),
            format!("only {}", seen.join(", ")),
        )
        .at(missing.span)
        .stop(),
    }
}

fn uuids(characteristics: &[Characteristic]) -> String {
    let uuids: Vec<&str> = characteristics
        .iter()
        .map(|one| one.uuid.as_str())
        .collect();
    if uuids.is_empty() {
        return "no characteristic".to_owned();
    }
    uuids.join(", ")
}

fn names(characteristic: &Characteristic) -> Vec<&'static str> {
    characteristic
        .properties
        .iter()
        .map(|property| match property {
            Property::Read => "read",
            Property::Write => "write",
            Property::WriteWithoutResponse => "write-without-response",
            Property::Notify => "notify",
            Property::Indicate => "indicate",
            Property::Other => "other",
        })
        .collect()
}

fn begins(uuid: &str, digits: &str) -> bool {
    uuid.len() >= digits.len()
        && uuid.is_char_boundary(digits.len())
        && uuid[..digits.len()].eq_ignore_ascii_case(digits)
}

fn list(services: &[Service]) -> String {
    let uuids: Vec<&str> = services
        .iter()
        .map(|service| service.uuid.as_str())
        .collect();
    if uuids.is_empty() {
        return "no service".to_owned();
    }
    uuids.join(", ")
}

//! `services`: what discovery finds.

use super::super::client::Answer;
use super::super::stop::Wrong;
use super::super::{Flow, Run};
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
                let wanted: Vec<&str> = properties
                    .iter()
                    .map(|property| property.value.as_str())
                    .collect();
                has(there, &characteristic.value, &wanted)
                    .or_else(|wrong| wrong.at(characteristic.span).stop())?;
            }
        }
        for service in &step.exactly {
            let named = step
                .services
                .iter()
                .find(|(name, _)| name.value == service.value)
                .map_or(0, |(_, characteristics)| characteristics.len());
            let there = found.iter().find(|one| begins(&one.uuid, &service.value));
            let count = there.map_or(named, |one| one.characteristics.len());
            if count != named {
                return Wrong::new(
                    format!("exactly {named} characteristics in {}", service.value),
                    format!("{count}"),
                )
                .at(service.span)
                .stop();
            }
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
            Some(Answer::Services(services)) => Ok(services),
            _ => self.nothing_came(client, "the services", begin),
        }
    }
}

fn has(service: &Service, wanted: &str, properties: &[&str]) -> Result<(), Box<Wrong>> {
    let Some(there) = service
        .characteristics
        .iter()
        .find(|one| begins(&one.uuid, wanted))
    else {
        let uuids: Vec<&str> = service
            .characteristics
            .iter()
            .map(|one| one.uuid.as_str())
            .collect();
        return Err(Box::new(Wrong::new(
            format!("characteristic {wanted} in {}", service.uuid),
            uuids.join(", "),
        )));
    };
    let seen: Vec<&str> = names(there);
    match properties.iter().find(|property| !seen.contains(property)) {
        None => Ok(()),
        Some(missing) => Err(Box::new(Wrong::new(
            format!("property {missing} of {wanted}"),
            format!("only {}", seen.join(", ")),
        ))),
    }
}

fn names(characteristic: &Characteristic) -> Vec<&'static str> {
    characteristic
        .properties
        .iter()
        .map(|property| match property {
            Property::Read => "read",
            Property::Write => "write",
            Property::WriteWithoutResponse => "write_without_response",
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
    uuids.join(", ")
}

//! The lock's hands: a peer for the attached-lock server that passes controls on and nothing else.

use super::order::Order;
use crate::sim_link::MakePeer;
use boundary::{Capabilities, FromLock, Id, Identity, Instant, Peer, ToLock};
use std::collections::VecDeque;
use std::sync::mpsc::channel;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// Stands in for the lock on the air.
pub(crate) struct HandsPeer {
    identity: Identity,
    capabilities: Capabilities,
    orders: UnboundedSender<Order>,
    said: VecDeque<FromLock>,
}

impl HandsPeer {
    /// Makes hands for the lock that `orders` lead to.
    pub(crate) fn maker(lock: &dyn Peer, orders: UnboundedSender<Order>) -> MakePeer {
        let (identity, mut capabilities) = (lock.identity(), lock.capabilities());
        // Its time is the radio's.
        capabilities.remove(boundary::Capability::VirtualTime);
        Box::new(move || {
            Box::new(Self {
                identity: identity.clone(),
                capabilities: capabilities.clone(),
                orders: orders.clone(),
                said: VecDeque::new(),
            })
        })
    }
}

impl Peer for HandsPeer {
    fn identity(&self) -> Identity {
        self.identity.clone()
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities.clone()
    }

    fn take(&mut self, _now: Instant, message: ToLock) {
        let id = id(&message);
        let (tell, told) = channel();
        let asked = match message {
            ToLock::Control { .. } => self.orders.send(Order::Hand(message, tell)).is_ok(),
            _ => false,
        };
        let answer = told.recv_timeout(PATIENCE).ok().filter(|_| asked);
        match answer {
            Some(answer) => self.said.extend(answer),
            None => self.said.push_back(FromLock::Unsupported { id }),
        }
    }

    fn advance(&mut self, _now: Instant) {}

    fn poll(&mut self) -> Option<FromLock> {
        self.said.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }
}

const fn id(message: &ToLock) -> Option<Id> {
    match message {
        ToLock::Control { id, .. } | ToLock::Discover { id, .. } | ToLock::Mtu { id, .. } => {
            Some(*id)
        }
        _ => None,
    }
}

const PATIENCE: Duration = Duration::from_secs(10);

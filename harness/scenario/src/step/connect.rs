//! `connect`.

use super::Judging;
use crate::ast::{Duration, Pattern, Place};
use crate::load::shape;
use crate::span::At;

shape! {
    /// `connect: b`: opens a connection and subscribes.
    pub struct Connect {
        /// The client's name. An open connection of that name is closed first.
        pub connect: At<String>,
        /// The ATT_MTU; the file's when left out.
        pub mtu: Option<At<u16>>,
        /// Which characteristics are subscribed to; all three when left out.
        pub subscribe: Option<Vec<At<Place>>>,
        /// `refused` where a refusal is expected or allowed.
        pub expect: Vec<At<Pattern>> => Alternatives,
        /// Within which time; 10 s when left out.
        pub within: Option<At<Duration>>,
    } and Judging
}

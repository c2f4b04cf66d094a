//! `mtu`.

use crate::load::shape;
use crate::span::At;

shape! {
    /// `mtu: 247`.
    pub struct Mtu {
        /// The client's ATT_MTU.
        pub mtu: At<u16>,
        /// The client; `a` when left out.
        pub by: Option<At<String>>,
    }
}

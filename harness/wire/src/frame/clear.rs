//! The unencrypted form, and what an encrypted message holds once its box is open: they end alike.

use super::{CRC, TooShort, between, part, set};
use crate::{command::CommandId, crc};

/// Makes a view of bytes that end in `command 2 | payload n | crc 2`, after a head of so many bytes.
macro_rules! clear {
    ($(#[$doc:meta])* $type:ident, command at $command:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $type<T>(pub T);

        impl<T: AsRef<[u8]>> $type<T> {
            /// All bytes.
            pub fn bytes(&self) -> &[u8] {
                self.0.as_ref()
            }

            /// The command.
            pub fn command(&self) -> Option<CommandId> {
                part(self.bytes(), $command).map(|bytes| CommandId(u16::from_le_bytes(*bytes)))
            }

            /// The same view of borrowed bytes.
            pub fn view(&self) -> $type<&[u8]> {
                $type(self.bytes())
            }

            /// The CRC as it stands in the last two bytes.
            pub fn crc(&self) -> Option<u16> {
                part(self.bytes(), self.end()?).map(|bytes| u16::from_le_bytes(*bytes))
            }

            /// The CRC as it should be.
            pub fn computed_crc(&self) -> Option<u16> {
                Some(crc::of(&self.bytes()[..self.end()?]))
            }

            /// Whether there is a CRC and it is right.
            pub fn crc_holds(&self) -> bool {
                self.crc().is_some() && self.crc() == self.computed_crc()
            }

            /// Where the CRC begins.
            fn end(&self) -> Option<usize> {
                let end = self.bytes().len().checked_sub(CRC)?;
                (end >= Self::HEAD).then_some(end)
            }

            /// Bytes before the payload.
            const HEAD: usize = $command + 2;
        }

        impl<'a, T: AsRef<[u8]> + ?Sized> $type<&'a T> {
            /// What lies between command and CRC; empty when there is no room for both.
            pub fn payload(&self) -> &'a [u8] {
                let bytes = self.0.as_ref();
                &bytes[between(Self::HEAD, bytes.len())]
            }
        }

        impl<T: AsRef<[u8]> + AsMut<[u8]>> $type<T> {
            /// Changes the command.
            ///
            /// # Errors
            /// When there is none.
            pub fn set_command(&mut self, command: CommandId) -> Result<(), TooShort> {
                set(self.0.as_mut(), $command, &command.0.to_le_bytes())
            }

            /// The payload, to be changed.
            pub fn payload_mut(&mut self) -> &mut [u8] {
                let range = between(Self::HEAD, self.bytes().len());
                &mut self.0.as_mut()[range]
            }

            /// Changes the CRC.
            ///
            /// # Errors
            /// When there is none.
            pub fn set_crc(&mut self, crc: u16) -> Result<(), TooShort> {
                let at = self.end().unwrap_or(Self::HEAD);
                set(self.0.as_mut(), at, &crc.to_le_bytes())
            }

            /// Makes the CRC right again.
            ///
            /// # Errors
            /// When there is none.
            pub fn renew_crc(&mut self) -> Result<(), TooShort> {
                self.set_crc(self.computed_crc().unwrap_or_default())
            }
        }
    };
}

clear! {
    /// A view of a plain message: `command 2 | payload n | crc 2`.
    Plain, command at 0
}

clear! {
    /// A view of PDATA: `auth id 4 | command 2 | payload n | crc 2`; the CRC covers the authorization id too.
    Pdata, command at 4
}

impl<T: AsRef<[u8]>> Pdata<T> {
    /// The authorization id inside the box, bytes 0 to 3.
    pub fn auth_id(&self) -> Option<u32> {
        part(self.bytes(), 0).map(|bytes| u32::from_le_bytes(*bytes))
    }
}

impl<T: AsRef<[u8]> + AsMut<[u8]>> Pdata<T> {
    /// Changes the authorization id inside the box.
    ///
    /// # Errors
    /// When there is none.
    pub fn set_auth_id(&mut self, auth_id: u32) -> Result<(), TooShort> {
        set(self.0.as_mut(), 0, &auth_id.to_le_bytes())
    }
}

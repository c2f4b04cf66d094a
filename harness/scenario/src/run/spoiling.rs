//! Spoiling: from a valid message to one that is wrong in the parts that a step names.

use super::{Flow, Run, Stop};
use crate::ast::{Crc, Edit, KeyChoice, LengthChoice, Spoil, TagChoice};
use crate::span::At;
use wire::session::SharedKey;

/// A message on its way to the wire.
pub(super) struct Draft {
    pub(super) command: u16,
    pub(super) payload: Vec<u8>,
}

/// Who seals it.
pub(super) struct Seal {
    pub(super) auth_id: u32,
    pub(super) key: SharedKey,
    pub(super) dh: Option<[u8; 32]>,
    pub(super) nonce: [u8; 24],
}

impl Run<'_> {
    /// The finished plain message.
    pub(super) fn finish_plain(&mut self, draft: Draft, spoil: &Spoil) -> Flow<Vec<u8>> {
        let mut bytes = self.head(draft, spoil)?;
        let crc = self.crc(&bytes, 0, spoil)?;
        bytes.extend(crc);
        self.edit_message(bytes, spoil)
    }

    /// The finished encrypted message.
    pub(super) fn finish_sealed(
        &mut self,
        draft: Draft,
        seal: Seal,
        spoil: &Spoil,
    ) -> Flow<Vec<u8>> {
        let inner_id = match &spoil.inner_auth_id {
            Some(value) => self.word32(value)?,
            None => seal.auth_id,
        };
        let mut pdata = inner_id.to_le_bytes().to_vec();
        pdata.extend(self.head(draft, spoil)?);
        let crc = self.crc(&pdata, 4, spoil)?;
        pdata.extend(crc);

        let key = self.key(&seal, spoil)?;
        let nonce = match &spoil.nonce {
            Some(value) => fixed(self.eval_bytes(value)?, "a box nonce has 24 bytes")?,
            None => seal.nonce,
        };
        let auth_id = match &spoil.auth_id {
            Some(value) => self.word32(value)?,
            None => seal.auth_id,
        };
        let mut bytes = vec![0; pdata.len() + 46];
        let written = key
            .seal_pdata(&nonce, auth_id, &pdata, &mut bytes)
            .map_err(|full| Stop::Unclear(format!("the message cannot be built: {full}")))?;
        bytes.truncate(written);
        self.session.nonces().sent(&key, nonce);
        self.spoil_box(&mut bytes, spoil)?;
        self.edit_message(bytes, spoil)
    }

    /// Command and payload, as they stand before the CRC.
    fn head(&mut self, draft: Draft, spoil: &Spoil) -> Flow<Vec<u8>> {
        let command = match &spoil.command {
            Some(value) => self.word16(value, "a command identifier")?,
            None => draft.command,
        };
        let mut payload = draft.payload;
        if let Some(edit) = &spoil.payload {
            self.edit(&mut payload, &edit.value)?;
        }
        let mut bytes = command.to_le_bytes().to_vec();
        bytes.extend(payload);
        Ok(bytes)
    }

    /// The two bytes of the CRC; `inner` is the number of bytes in front that some leave out.
    fn crc(&mut self, bytes: &[u8], inner: usize, spoil: &Spoil) -> Flow<[u8; 2]> {
        let right = wire::crc::of(bytes);
        let Some(crc) = &spoil.crc else {
            return Ok(right.to_le_bytes());
        };
        let wrong = match &crc.value {
            Crc::Flip => right ^ 1,
            Crc::FlipHigh => right ^ 0x0100,
            Crc::BigEndian => right.swap_bytes(),
            Crc::WithoutAuthId => wire::crc::of(&bytes[inner..]),
            Crc::StartZero => xmodem(bytes),
            Crc::Is(value) => {
                let value = At::new(value.clone(), self.here);
                self.word16(&value, "a CRC")?
            }
        };
        // One in 256 reads the same both ways: what is spoiled must be wrong, or a right lock would be blamed.
        Ok(if wrong == right { right ^ 1 } else { wrong }.to_le_bytes())
    }

    fn key(&mut self, seal: &Seal, spoil: &Spoil) -> Flow<SharedKey> {
        match spoil.key.as_ref().map(|key| (&key.value, key.span)) {
            None => Ok(seal.key.clone()),
            Some((KeyChoice::Dh, _)) => match seal.dh {
                Some(dh) => Ok(SharedKey::from_bytes(dh)),
                None => Err(Stop::NotApplicable(
                    "needs a user made by pairing: an invited one has no Diffie-Hellman key".into(),
                )),
            },
            Some((KeyChoice::Is(crate::ast::Value::Word(name)), _))
                if self.users.contains_key(name) =>
            {
                Ok(self.users[name].key.clone())
            }
            Some((KeyChoice::Is(value), span)) => {
                let bytes = self.eval_bytes(&At::new(value.clone(), span))?;
                Ok(SharedKey::from_bytes(fixed(bytes, "a key has 32 bytes")?))
            }
        }
    }

    /// Length, tag and ciphertext.
    fn spoil_box(&mut self, bytes: &mut Vec<u8>, spoil: &Spoil) -> Flow {
        if let Some(edit) = &spoil.ciphertext {
            let mut tail = bytes.split_off(46.min(bytes.len()));
            self.edit(&mut tail, &edit.value)?;
            bytes.extend(tail);
        }
        match spoil.tag.as_ref().map(|tag| &tag.value) {
            None => {}
            Some(TagChoice::Last) => bytes[30..].rotate_left(16),
            Some(TagChoice::Edit(edit)) => {
                let tail = bytes.split_off(46);
                let mut tag = bytes.split_off(30);
                self.edit(&mut tag, edit)?;
                bytes.extend(tag);
                bytes.extend(tail);
            }
        }
        let Some(length) = &spoil.length else {
            return Ok(());
        };
        let right = u16::try_from(bytes.len().saturating_sub(30)).unwrap_or(u16::MAX);
        let wrong = match &length.value {
            LengthChoice::BigEndian => right.swap_bytes(),
            LengthChoice::Add(by) => right.wrapping_add_signed(self.number_or(Some(by), 1)?),
            LengthChoice::Is(value) => {
                let value = At::new(value.clone(), length.span);
                self.word16(&value, "a length field")?
            }
        };
        bytes[28..30].copy_from_slice(&wrong.to_le_bytes());
        Ok(())
    }

    fn edit_message(&mut self, mut bytes: Vec<u8>, spoil: &Spoil) -> Flow<Vec<u8>> {
        if let Some(edit) = &spoil.message {
            self.edit(&mut bytes, &edit.value)?;
        }
        Ok(bytes)
    }

    fn edit(&mut self, bytes: &mut Vec<u8>, edit: &Edit) -> Flow {
        let keep = self.number_or(edit.keep.as_ref(), bytes.len())?;
        bytes.truncate(keep);
        let cut: usize = self.number_or(edit.cut.as_ref(), 0)?;
        bytes.truncate(bytes.len().saturating_sub(cut));
        if let Some(value) = &edit.replace {
            *bytes = self.eval_bytes(value)?;
        }
        if let Some(at) = &edit.flip {
            let at = self.eval_int(at)?;
            flip(bytes, at, self.number_or(edit.mask.as_ref(), 1)?);
        }
        if let Some(value) = &edit.append {
            bytes.extend(self.eval_bytes(value)?);
        }
        Ok(())
    }

    fn word16(&mut self, value: &At<crate::ast::Value>, what: &str) -> Flow<u16> {
        u16::try_from(self.eval_int(value)?)
            .map_err(|_| Stop::Unclear(format!("{what} has two bytes")))
    }

    fn word32(&mut self, value: &At<crate::ast::Value>) -> Flow<u32> {
        if let crate::ast::Value::Word(name) = &value.value
            && let Some(user) = self.users.get(name)
        {
            return Ok(user.auth_id);
        }
        u32::try_from(self.eval_int(value)?)
            .map_err(|_| Stop::Unclear("an authorization id has four bytes".to_owned()))
    }
}

/// Turns bits of one byte; a negative place counts from the end. Nothing happens outside.
pub(super) fn flip(bytes: &mut [u8], at: i64, mask: u8) {
    let length = i64::try_from(bytes.len()).unwrap_or(0);
    let place = if at < 0 { length + at } else { at };
    if let Some(byte) = usize::try_from(place)
        .ok()
        .and_then(|place| bytes.get_mut(place))
    {
        *byte ^= mask;
    }
}

/// CRC-16/XMODEM: the same polynomial from 0x0000, a usual mistake.
fn xmodem(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |mut crc: u16, byte| {
        crc ^= u16::from(*byte) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 == 0 {
                crc << 1
            } else {
                crc << 1 ^ 0x1021
            };
        }
        crc
    })
}

fn fixed<const N: usize>(bytes: Vec<u8>, what: &str) -> Flow<[u8; N]> {
    bytes.try_into().map_err(|_| Stop::Unclear(what.to_owned()))
}

//! Links: L2CAP frames in pieces that the controller has room for, and together again.

use super::packet::Fields;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use wire::probe::Refusal;

/// Every link by its handle, and what waits for the controller's buffers.
#[derive(Debug)]
pub(super) struct Links {
    all: BTreeMap<u16, Link>,
    waiting: VecDeque<(u16, Vec<u8>)>,
    /// The longest piece, and how many of them the controller still takes.
    piece: usize,
    free: u8,
}

#[derive(Debug)]
pub(super) struct Link {
    /// Its number; none for a link that nobody wants any more.
    pub(super) conn: Option<u8>,
    pub(super) central: bool,
    incoming: Vec<u8>,
    /// How many pieces the controller has of it.
    held: u8,
}

impl Link {
    pub(super) const fn new(conn: Option<u8>, central: bool) -> Self {
        Self {
            conn,
            central,
            incoming: Vec::new(),
            held: 0,
        }
    }
}

impl Default for Links {
    fn default() -> Self {
        Self {
            all: BTreeMap::new(),
            waiting: VecDeque::new(),
            // What every controller has, until it tells.
            piece: 27,
            free: 1,
        }
    }
}

impl Links {
    /// The controller's buffers. One that shares them with BR/EDR says 0, and is left at its least.
    pub(super) fn size(&mut self, piece: u16, count: u8) {
        if piece > 0 {
            self.piece = piece.into();
            self.free = count;
        }
    }

    pub(super) fn put(&mut self, handle: u16, link: Link) {
        self.all.insert(handle, link);
    }

    pub(super) fn at(&self, handle: u16) -> Option<&Link> {
        self.all.get(&handle)
    }

    /// The link with that number.
    pub(super) fn open(&self, conn: u8) -> Result<(u16, &Link), Refusal> {
        let found = self.all.iter().find(|(_, link)| link.conn == Some(conn));
        found.map(|(at, link)| (*at, link)).ok_or(Refusal::Conn)
    }

    /// Takes every link's number away; the handles of those that still had one.
    pub(super) fn abandon(&mut self) -> Vec<u16> {
        self.waiting.clear();
        let wanted = |(at, link): (&u16, &mut Link)| link.conn.take().map(|_| *at);
        self.all.iter_mut().filter_map(wanted).collect()
    }

    /// A link has ended: the controller has forgotten its pieces.
    pub(super) fn remove(&mut self, handle: u16) -> Option<Link> {
        self.waiting.retain(|(owner, _)| *owner != handle);
        let link = self.all.remove(&handle)?;
        self.free = self.free.saturating_add(link.held);
        Some(link)
    }

    /// Queues an L2CAP frame.
    pub(super) fn send(&mut self, handle: u16, channel: u16, payload: &[u8]) {
        let length = u16::try_from(payload.len()).unwrap_or(u16::MAX);
        let head = [length.to_le_bytes(), channel.to_le_bytes()].concat();
        let frame = [head.as_slice(), payload].concat();
        for (number, piece) in frame.chunks(self.piece).enumerate() {
            // The first piece, then the continuing ones (Vol 4, Part E, 5.4.2).
            let flags: u16 = if number == 0 { 0 } else { 0x1000 };
            let [low, high] = (handle | flags).to_le_bytes();
            let length = u16::try_from(piece.len()).unwrap_or(u16::MAX);
            let [short, long] = length.to_le_bytes();
            let packet = [&[super::ACL, low, high, short, long], piece].concat();
            self.waiting.push_back((handle, packet));
        }
    }

    /// The next piece that the controller has room for.
    pub(super) fn said(&mut self) -> Option<Vec<u8>> {
        if self.free == 0 {
            return None;
        }
        let (handle, packet) = self.waiting.pop_front()?;
        self.free -= 1;
        if let Some(link) = self.all.get_mut(&handle) {
            link.held = link.held.saturating_add(1);
        }
        Some(packet)
    }

    /// The controller has sent pieces.
    pub(super) fn sent(&mut self, fields: &mut Fields<'_>) -> Option<()> {
        for _ in 0..fields.byte()? {
            let handle = fields.word()? & HANDLE;
            let count = u8::try_from(fields.word()?).unwrap_or(u8::MAX);
            // Those of a link that is gone were counted when it went.
            if let Some(link) = self.all.get_mut(&handle) {
                let count = count.min(link.held);
                link.held -= count;
                self.free = self.free.saturating_add(count);
            }
        }
        Some(())
    }

    /// Takes a piece; the frame that it completes, with its channel.
    pub(super) fn hear(&mut self, packet: &[u8]) -> Option<(u16, u16, Vec<u8>)> {
        let mut fields = Fields(packet);
        let head = fields.word()?;
        let length = fields.word()?;
        let piece = fields.take(length.into())?;
        let handle = head & HANDLE;
        let link = self.all.get_mut(&handle)?;
        if head & 0x3000 != 0x1000 {
            link.incoming.clear();
        } else if link.incoming.is_empty() {
            return None;
        }
        if link.incoming.len() + piece.len() > FRAME_AT_MOST {
            link.incoming.clear();
            return None;
        }
        link.incoming.extend(piece);
        let mut fields = Fields(&link.incoming);
        let length = fields.word()?;
        let channel = fields.word()?;
        let payload = fields.take(length.into())?.to_vec();
        link.incoming.clear();
        Some((handle, channel, payload))
    }
}

const HANDLE: u16 = 0x0FFF;
/// An ATT PDU of the largest MTU that is used, and its head.
const FRAME_AT_MOST: usize = 600;

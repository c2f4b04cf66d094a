//! Chapters of use that together touch everything the lock does. A test compares what two locks say in them.

use crate::client::{Bench, CHARS, User};
use crate::pairing_client::{Data, Pairing};
use boundary::{Bolt, Cccd, Char, Control, Execute, FromLock, Instant, Span, ToLock, WriteKind};
use sim::Setup;
use wire::command::{Command, CommandId};
use wire::session::{SharedKey, raw_dh};

/// A chapter: uses a lock in some way.
pub(crate) type Chapter = fn(&mut Bench);

/// Every chapter; those that tell the most for their time come first.
pub(crate) const CHAPTERS: &[Chapter] = &[
    surface,
    button,
    plain_nonsense,
    subscriptions,
    set_config,
    upkeep,
    user_list,
    crypto,
    auto_unlock,
    challenges,
    time_control,
    log,
    limits,
    confirmations,
    low_order_keys,
    requests,
    advanced_config,
    pins,
    lock_n_go,
    jam,
    bridge,
    full_lists,
    power,
    removal,
    long_writes,
    clock,
    pairing_order,
    wrong_pairings,
    first_use,
    actions,
    names,
    second_pairings,
    several_links,
    fob_actions,
    not_pairing,
    silence,
];

/// Everything a lock says, and when.
pub(crate) type Tape = Vec<(Instant, FromLock)>;

/// What a lock of that setup says in a chapter.
pub(crate) fn tape(setup: &Setup, chapter: Chapter) -> Tape {
    let mut bench = Bench::new(setup.clone());
    chapter(&mut bench);
    bench.tape
}

/// Bytes of a date and time.
fn date(text: &str) -> [u8; 7] {
    text.parse::<wire::field::DateTime>().unwrap().to_bytes()
}

fn owner(bench: &mut Bench) -> User {
    let conn = bench.connect(247);
    bench.pair_anyhow(conn, Data::app(b"Owner"))
}

fn first_use(bench: &mut Bench) {
    let conn = bench.connect(23);
    let user = bench.pair_anyhow(conn, Data::app(b"Marc (Test)"));
    bench.states(&user);
    bench.lock_action(&user, 1, 0);
    bench.lock_action(&user, 2, 0);
    for wanted in [
        Command::BatteryReport,
        Command::MostRecentCommand,
        Command::OpeningsClosingsSummary,
    ] {
        bench.request(&user, wanted);
    }
}

fn surface(bench: &mut Bench) {
    let conn = bench.open(517);
    let id = bench.id();
    bench.tell(ToLock::Discover { conn, id });
    let id = bench.id();
    bench.tell(ToLock::Mtu { conn, id, mtu: 100 });
    for char in [Char(0xa92e_e203), Char(0xa92e_e204), CHARS[0]] {
        for cccd in [0, 1, 2, 3] {
            bench.subscribe(conn, char, Cccd(cccd));
        }
    }
    bench.tell(ToLock::Disconnect { conn });
    let again = bench.connect(23);
    bench.press_for_pairing();
    bench.wait(Span::secs(1));
    bench.tell(ToLock::Disconnect { conn: again });
    bench.wait(Span::secs(1000));
}

fn subscriptions(bench: &mut Bench) {
    bench.press_for_pairing();
    let conn = bench.open(23);
    let message = [1, 0, 3, 0, 0x27, 0xA7];
    bench.plain_bytes(conn, &message);
    bench.subscribe(conn, Char::PAIRING_GDIO, Cccd::NOTIFY);
    bench.plain_bytes(conn, &message);
    bench.subscribe(conn, Char::PAIRING_GDIO, Cccd::INDICATE);
    bench.plain_bytes(conn, &message);
    bench.subscribe(conn, Char::USDIO, Cccd::INDICATE);
    bench.plain_bytes(conn, &message);
    bench.tell(ToLock::Disconnect { conn });
    let next = bench.open(23);
    bench.plain_bytes(next, &message);
    for char in [Char::USDIO, Char::KEYTURNER_GDIO] {
        bench.subscribe(next, char, Cccd::INDICATE);
    }
    for value in [&message[..], &[0; 60], b"0x0100030027A7", &[]] {
        bench.write(next, Char::KEYTURNER_GDIO, value);
        bench.wait(Span::secs(1));
    }
    bench.subscribe(next, Char::PAIRING_GDIO, Cccd::INDICATE);
    let id = bench.id();
    bench.tell(ToLock::Write {
        conn: next,
        id,
        char: Char::PAIRING_GDIO,
        value: message.to_vec(),
        kind: WriteKind::Command,
    });
    bench.wait(Span::secs(1));
}

fn long_writes(bench: &mut Bench) {
    bench.press_for_pairing();
    let conn = bench.connect(23);
    let message = [1, 0, 3, 0, 0x27, 0xA7];
    for flag in [Execute::Cancel, Execute::Write] {
        for (offset, value) in [(0, &message[..4]), (4, &message[4..])] {
            let id = bench.id();
            bench.tell(ToLock::Prepare {
                conn,
                id,
                char: Char::PAIRING_GDIO,
                offset,
                value: value.to_vec(),
            });
        }
        let id = bench.id();
        bench.tell(ToLock::Execute { conn, id, flag });
        bench.wait(Span::secs(1));
    }
    let mut pairing = Pairing::new(bench, conn);
    pairing.conn = bench.connect(247);
    pairing.request(bench);
    let mut message = [0; 36];
    wire::frame::emit_plain(Command::PublicKey.id(), &pairing.own, &mut message).unwrap();
    let id = bench.id();
    bench.tell(ToLock::Write {
        conn: pairing.conn,
        id,
        char: Char::PAIRING_GDIO,
        value: message.to_vec(),
        kind: WriteKind::Request,
    });
    bench.wait(Span::secs(1));
    let message = [1, 0, 3, 0, 0x27, 0xA7];
    // One message in two writes.
    bench.plain_bytes(conn, &message[..4]);
    bench.plain_bytes(conn, &message[4..]);
}

fn confirmations(bench: &mut Bench) {
    let user = owner(bench);
    bench.tell(ToLock::Disconnect { conn: user.conn });
    let user = User {
        conn: bench.connect(23),
        ..user
    };
    bench.confirms = false;
    bench.request(&user, Command::NukiStates);
    let id = bench.id();
    let conn = user.conn;
    bench.tell(ToLock::Mtu { conn, id, mtu: 60 });
    bench.tell(ToLock::Confirm { conn });
    bench.wait(Span::secs(40));
    bench.confirms = true;
    bench.connect(23);
    let user = User {
        conn: bench.connect(23),
        ..user
    };
    bench.states(&user);
}

fn silence(bench: &mut Bench) {
    let user = owner(bench);
    for seconds in [2, 4, 15, 25, 700] {
        bench.wait(Span::secs(seconds));
        bench.states(&user);
    }
}

fn not_pairing(bench: &mut Bench) {
    let conn = bench.connect(23);
    bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    bench.control(Control::Button { press_ms: 1000 });
    bench.wait(Span::secs(20));
    bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    bench.press_for_pairing();
    for _ in 0..10 {
        bench.wait(Span::secs(20));
        bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    }
    bench.wait(Span::secs(1000));
    bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
}

fn plain_nonsense(bench: &mut Bench) {
    bench.press_for_pairing();
    for message in [
        &[1, 0, 3, 0, 0xA7, 0x27][..],
        &[0, 1, 0, 3, 0x27, 0xA7],
        &[1, 0, 3, 0, 0, 0],
        &[],
        &[1],
        &[1, 0, 3],
        b"0x0100030027A7",
    ] {
        let conn = bench.connect(23);
        bench.plain_bytes(conn, message);
        bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
        bench.tell(ToLock::Disconnect { conn });
    }
    let conn = bench.connect(23);
    for (command, payload) in [
        (Command::RequestData, &[3, 0, 9][..]),
        (Command::RequestData, &[3]),
        (Command::PublicKey, &[9; 31]),
        (Command::Status, &[0]),
        (Command::Status, &[0, 0]),
        (Command::NukiStates, &[0; 4]),
        (Command::RequestData, &[0x0D, 0]),
        (Command::RequestData, &[4, 0]),
        (Command::VerifySecurityPin, &[0; 34]),
    ] {
        bench.plain(conn, command, payload);
    }
}

fn wrong_pairings(bench: &mut Bench) {
    let data = Data::app(b"X");
    for wrong in 0..8 {
        let conn = bench.connect(23);
        bench.press_for_pairing();
        let mut pairing = Pairing::new(bench, conn);
        let flip = |at| u8::from(wrong == at);
        pairing.request(bench);
        pairing.send_key(bench);
        pairing.prove(bench, flip(1));
        if wrong == 2 {
            pairing.prove(bench, 0);
        }
        if wrong == 3 {
            let first = pairing.first.clone();
            pairing.data_for(bench, data, 0, &first);
        }
        pairing.data(bench, data, flip(4));
        if wrong != 7 {
            pairing.confirm(bench, flip(5));
        }
        let user = pairing.user();
        bench.states(&user);
        if wrong == 6 {
            let skipped = Data { id_type: 9, ..data };
            bench.try_pair(conn, skipped);
        }
        if wrong != 7 {
            pairing.confirm(bench, 0);
        }
        bench.states(&user);
        bench.tell(ToLock::Disconnect { conn });
        let user = User {
            conn: bench.connect(23),
            ..user
        };
        bench.states(&user);
        bench.tell(ToLock::Disconnect { conn: user.conn });
    }
}

fn pairing_order(bench: &mut Bench) {
    let conn = bench.connect(23);
    bench.press_for_pairing();
    let mut pairing = Pairing::new(bench, conn);
    pairing.send_key(bench);
    pairing.request(bench);
    pairing.request(bench);
    pairing.prove(bench, 0);
    pairing.send_key(bench);
    let first = pairing.first.clone();
    pairing.data_for(bench, Data::app(b"Skips"), 0, &first);
    pairing.confirm(bench, 0);
    bench.tell(ToLock::Disconnect { conn });
    pairing.conn = bench.connect(23);
    pairing.prove(bench, 0);
    pairing.data(bench, Data::app(b"Late"), 0);
}

fn low_order_keys(bench: &mut Bench) {
    for own in [[0; 32], {
        let mut one = [0; 32];
        one[0] = 1;
        one
    }] {
        let conn = bench.connect(23);
        bench.press_for_pairing();
        // The private key 0 and the lock's key 0 make the secret that a key of low order leads to.
        let mut pairing = Pairing::with_keys(conn, [0; 32], own);
        pairing.request(bench);
        pairing.key = wire::session::agree_unchecked(&[7; 32], &[0; 32]);
        pairing.send_key(bench);
        pairing.prove(bench, 0);
        pairing.data(bench, Data::app(b"Anyone"), 0);
        pairing.confirm(bench, 0);
        let user = pairing.user();
        bench.states(&user);
        bench.tell(ToLock::Disconnect { conn });
    }
}

fn second_pairings(bench: &mut Bench) {
    let owner = owner(bench);
    for (app_id, name) in [(7, &b"One"[..]), (7, b"Two"), (8, b"Two"), (0, b"Two")] {
        let conn = bench.connect(23);
        let data = Data {
            id_type: 0,
            app_id,
            name,
        };
        bench.pair_anyhow(conn, data);
        bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
        bench.tell(ToLock::Disconnect { conn });
    }
    list(bench, &owner, 0, 100);
    bench.control(Control::LimitUsers { max: 1 });
    let conn = bench.connect(23);
    bench.try_pair(conn, Data::app(b"Too many"));
    invite(bench, &owner, b"Too many", 0, 0x7F);
}

fn names(bench: &mut Bench) {
    let conn = bench.connect(247);
    let name = "Zoë 🔑 und noch viel mehr Text".as_bytes();
    let user = bench.pair_anyhow(conn, Data::app(&name[..32]));
    list(bench, &user, 0, 9);
    bench.tell(ToLock::Disconnect { conn });
    let conn = bench.connect(247);
    let user = bench.pair_anyhow(conn, Data::app(b"A\0behind the zero"));
    list(bench, &user, 0, 9);
    bench.command(&user, Command::RequestConfig, &[]);
}

fn list(bench: &mut Bench, user: &User, offset: u16, count: u16) {
    let fields = [offset.to_le_bytes(), count.to_le_bytes()].concat();
    bench.command_with_pin(user, Command::RequestAuthorizationEntries, &fields, 1234);
}

fn invite(bench: &mut Bench, user: &User, name: &[u8], limited: u8, weekdays: u8) -> User {
    let mut padded = [0; 32];
    padded[..name.len()].copy_from_slice(name);
    let fields = [
        &padded[..],
        &[0],
        &[0x44; 32],
        &[1, limited],
        &window(weekdays),
    ]
    .concat();
    let answers = bench.command_with_pin(user, Command::AuthorizationDataInvite, &fields, 1234);
    let id = answers
        .first()
        .and_then(|answer| answer.payload.first_chunk());
    User {
        conn: user.conn,
        id: id.map_or(0, |id| u32::from_le_bytes(*id)),
        key: SharedKey::from_bytes([0x44; 32]),
    }
}

fn window(weekdays: u8) -> Vec<u8> {
    [
        &date("2017-01-01T00:00:00")[..],
        &date("2017-12-31T23:59:59"),
        &[weekdays],
        &[8, 0],
        &[18, 0],
    ]
    .concat()
}

fn update(bench: &mut Bench, user: &User, id: u32, enabled: u8, limited: u8, weekdays: u8) {
    let fields = [
        &id.to_le_bytes()[..],
        &[0x41; 32],
        &[enabled, 1, limited],
        &window(weekdays),
    ]
    .concat();
    bench.command_with_pin(user, Command::UpdateAuthorizationEntry, &fields, 1234);
}

fn user_list(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    invite(bench, &owner, b"Limited", 1, 0x7F);
    bench.states(&guest);
    for user in [&owner, &guest] {
        for (offset, count) in [(0, 9), (1, 1), (0, 0), (7, 9)] {
            list(bench, user, offset, count);
        }
    }
}

fn limits(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 1, 0);
    bench.states(&guest);
    bench.lock_action(&guest, 1, 0);
    for (enabled, limited, weekdays) in [(1, 1, 0x40), (1, 1, 0x3F), (1, 1, 0x80), (0, 0, 0)] {
        update(bench, &owner, guest.id, enabled, limited, weekdays);
        bench.states(&guest);
        bench.lock_action(&guest, 2, 0);
    }
    update(bench, &owner, guest.id, 1, 1, 0);
    for time in ["2018-01-05T12:00:00", "2017-11-21T19:00:00"] {
        bench.control(Control::SetClock { time: time.into() });
        bench.states(&guest);
        bench.lock_action(&guest, 1, 0);
    }
    update(bench, &owner, 77, 1, 0, 0);
}

fn removal(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    for id in [0x7FFF_FFFE, guest.id, owner.id] {
        let fields = id.to_le_bytes();
        bench.command_with_pin(&owner, Command::RemoveAuthorizationEntry, &fields, 1234);
        bench.states(&guest);
    }
    bench.states(&owner);
}

fn bridge(bench: &mut Bench) {
    let owner = owner(bench);
    let conn = bench.connect(23);
    let data = Data {
        id_type: 1,
        app_id: 5,
        name: b"Bridge",
    };
    let bridge = bench.pair_anyhow(conn, data);
    bench.control(Control::TurnKey { to: Bolt::Unlocked });
    bench.states(&owner);
    bench.wait(Span::secs(1));
    bench.states(&bridge);
    let fields = [
        &bridge.id.to_le_bytes()[..],
        &[0x42; 32],
        &[1, 0, 0],
        &window(0),
    ]
    .concat();
    bench.command_with_pin(&owner, Command::UpdateAuthorizationEntry, &fields, 1234);
    bench.states(&bridge);
    bench.lock_action(&bridge, 1, 0);
}

fn crypto(bench: &mut Bench) {
    let owner = owner(bench);
    let request = bench.seal(&owner, Command::RequestData.id(), &[0x0C, 0]);
    let spoil = |at: usize, bits: u8| {
        let mut spoilt = request.clone();
        spoilt[at] ^= bits;
        spoilt
    };
    let mut wrong: Vec<Vec<u8>> = [(0, 1), (24, 1), (25, 9), (28, 1), (29, 1), (30, 1), (50, 1)]
        .map(|(at, bits)| spoil(at, bits))
        .into();
    wrong.push(request[..40].to_vec());
    wrong.push([&request[..], &[0; 4]].concat());
    wrong.push(Vec::new());
    wrong.push(request[..3].to_vec());
    wrong.push(vec![1, 0, 3, 0, 0x27, 0xA7]);
    let mut plain = [0; 100];
    let action = [&[1, 0, 0, 0, 0, 0][..], &[0; 32]].concat();
    let size = wire::frame::emit_plain(Command::LockAction.id(), &action, &mut plain).unwrap();
    wrong.push(plain[..size].to_vec());
    for message in wrong {
        bench.send(&owner, &message, Span::secs(15));
        bench.states(&owner);
    }
    let mut pdata = [0; 64];
    let size = wire::frame::emit_pdata(owner.id, CommandId(1), &[0x0C, 0], &mut pdata).unwrap();
    let without_id = wire::crc::of(&pdata[4..size - 2]).to_le_bytes();
    let right = [pdata[size - 2], pdata[size - 1]];
    for (id, crc) in [
        (owner.id, [right[0] ^ 1, right[1]]),
        (owner.id, without_id),
        (owner.id + 1, right),
    ] {
        pdata[..4].copy_from_slice(&id.to_le_bytes());
        let covered = wire::crc::of(&pdata[..size - 2]).to_le_bytes();
        let crc = if id == owner.id { crc } else { covered };
        pdata[size - 2..size].copy_from_slice(&crc);
        let mut out = [0; 120];
        let sealed = owner
            .key
            .seal_pdata(&[9; 24], owner.id, &pdata[..size], &mut out)
            .unwrap();
        bench.send(&owner, &out[..sealed], Span::secs(1));
        bench.states(&owner);
    }
    foreign_boxes(bench, &owner, &request);
    bench.write(owner.conn, Char::PAIRING_GDIO, &request);
    bench.wait(Span::secs(1));
    half_a_message(bench, &owner, &request);
}

/// Boxes with another key, another layout, another end of the tag.
fn foreign_boxes(bench: &mut Bench, owner: &User, request: &[u8]) {
    let guest = invite(bench, owner, b"Guest", 0, 0);
    let mut tag_last = request.to_vec();
    tag_last[30..].rotate_left(16);
    let mut tag_spoilt = request.to_vec();
    tag_spoilt[45] ^= 1;
    let disguised = User {
        key: guest.key,
        ..owner.clone()
    };
    let disguised = bench.seal(&disguised, CommandId(1), &[0x0C, 0]);
    let mut pairing = Pairing::begin(bench, owner.conn);
    pairing.data(bench, Data::app(b"Raw"), 0);
    pairing.confirm(bench, 0);
    let raw = User {
        key: SharedKey::from_bytes(raw_dh(&pairing.private, &pairing.lock)),
        ..pairing.user()
    };
    let raw = bench.seal(&raw, CommandId(1), &[0x0C, 0]);
    for message in [tag_last, tag_spoilt, disguised, raw] {
        bench.send(owner, &message, Span::secs(1));
    }
}

fn half_a_message(bench: &mut Bench, owner: &User, request: &[u8]) {
    bench.send(owner, &request[..40], Span::secs(1));
    bench.tell(ToLock::Disconnect { conn: owner.conn });
    let again = User {
        conn: bench.connect(247),
        ..owner.clone()
    };
    bench.send(&again, &request[40..], Span::secs(1));
    bench.states(&again);
}

fn challenges(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    let verify = |bench: &mut Bench, user: &User, nonce: &[u8]| {
        let payload = [nonce, &1234_u16.to_le_bytes()].concat();
        bench.ask_briefly(user, Command::VerifySecurityPin, &payload);
    };
    verify(bench, &owner, &[0; 32]);
    let (older, newer) = (bench.challenge(&owner), bench.challenge(&owner));
    verify(bench, &owner, &older);
    verify(bench, &owner, &newer);
    verify(bench, &owner, &newer);
    let theirs = bench.challenge(&guest);
    verify(bench, &owner, &theirs);
    let slow = bench.challenge(&owner);
    bench.wait(Span::secs(30));
    verify(bench, &owner, &slow);
    let nonce = bench.challenge(&owner);
    bench.ask_briefly(
        &owner,
        Command::VerifySecurityPin,
        &[&nonce[..], &[0, 0]].concat(),
    );
    verify(bench, &owner, &nonce);
    bench.challenge(&owner);
    bench.states(&owner);
    let action = [&[1, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
    let replayed = bench.seal(&owner, Command::LockAction.id(), &action);
    bench.send(&owner, &replayed, Span::secs(20));
    bench.lock_action(&owner, 2, 0);
    bench.send(&owner, &replayed, Span::secs(20));
    let kept = bench.challenge(&owner);
    bench.tell(ToLock::Disconnect { conn: owner.conn });
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    verify(bench, &owner, &kept);
    bench.send(&owner, &replayed, Span::secs(20));
    let kept = bench.challenge(&owner);
    bench.control(Control::PowerCycle);
    bench.wait(Span::secs(10));
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    verify(bench, &owner, &kept);
    let paired = Pairing::begin(bench, owner.conn);
    verify(bench, &owner, &paired.second);
}

fn pins(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    let verify = |bench: &mut Bench, user: &User, pin: u16| {
        bench.command_with_pin(user, Command::VerifySecurityPin, &[], pin);
    };
    for pin in [1, 2, 1234, 1, 1234 + 0x100] {
        verify(bench, &owner, pin);
    }
    bench.command_with_pin(
        &owner,
        Command::SetSecurityPin,
        &4321_u16.to_le_bytes(),
        1234,
    );
    verify(bench, &owner, 1234);
    verify(bench, &owner, 4321);
    for _ in 0..8 {
        verify(bench, &owner, 9);
    }
    verify(bench, &owner, 4321);
    verify(bench, &guest, 4321);
    bench.tell(ToLock::Disconnect { conn: owner.conn });
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    verify(bench, &owner, 4321);
    bench.control(Control::PowerCycle);
    bench.wait(Span::secs(10));
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    verify(bench, &owner, 4321);
    bench.wait(Span::secs(60));
    verify(bench, &owner, 4321);
    for _ in 0..30 {
        verify(bench, &owner, 9);
    }
}

fn actions(bench: &mut Bench) {
    let owner = owner(bench);
    for action in [1, 1, 2, 2, 3, 3, 6, 0, 7, 0x7F, 0xFF] {
        bench.lock_action(&owner, action, 0);
        bench.states(&owner);
    }
    bench.lock_action(&owner, 1, 0xF0);
    // A second action while one is under way, and a link that ends meanwhile.
    for _ in 0..2 {
        let payload = [&[2, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
        bench.ask_briefly(&owner, Command::LockAction, &payload);
    }
    bench.tell(ToLock::Disconnect { conn: owner.conn });
    bench.wait(Span::secs(20));
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    bench.states(&owner);
    let suffix = [&[1, 0, 0, 0, 0, 0][..], &[0x42; 20]].concat();
    bench.command(&owner, Command::LockAction, &suffix);
}

fn lock_n_go(bench: &mut Bench) {
    let owner = owner(bench);
    for action in [4, 5] {
        let payload = [&[action, 0, 0, 0, 0, 0][..], &bench.challenge(&owner)].concat();
        bench.ask_briefly(&owner, Command::LockAction, &payload);
        for _ in 0..8 {
            bench.wait(Span::secs(5));
            bench.states(&owner);
        }
    }
}

fn jam(bench: &mut Bench) {
    let owner = owner(bench);
    bench.control(Control::Jam { on: true });
    bench.lock_action(&owner, 1, 0);
    bench.states(&owner);
    bench.control(Control::Jam { on: false });
    bench.lock_action(&owner, 1, 0);
    bench.control(Control::TurnKey { to: Bolt::Locked });
    bench.states(&owner);
}

fn auto_unlock(bench: &mut Bench) {
    let owner = owner(bench);
    for (action, flags) in [(1, 1), (2, 0), (1, 1), (2, 0)] {
        let fields = [action, 0, 0, 0, 0, flags];
        let payload = [&fields[..], &bench.challenge(&owner)].concat();
        bench.ask_briefly(&owner, Command::LockAction, &payload);
        bench.wait(Span::secs(9));
    }
    bench.wait(Span::secs(50));
    bench.lock_action(&owner, 2, 0);
    bench.lock_action(&owner, 1, 1);
}

fn requests(bench: &mut Bench) {
    let owner = owner(bench);
    for (command, payload) in [
        (CommandId(1), &[0x0D, 0][..]),
        (CommandId(1), &[0x77, 0x77]),
        (CommandId(1), &[0x0C, 0, 1]),
        (CommandId(1), &[]),
        (CommandId(0x77), &[]),
        (CommandId(0x0E), &[0]),
        (CommandId(0x0E), &[0, 0]),
        (CommandId(0x05), &[0; 32]),
        (CommandId(0x0D), &[1]),
        (CommandId(0x30), &[]),
    ] {
        let message = bench.seal(&owner, command, payload);
        bench.send(&owner, &message, Span::secs(1));
    }
}

/// Name, position, flags, brightness, time zone, DST, fob actions.
fn config(brightness: u8, offset: i16, dst: u8, pairing: u8, fob: u8) -> Vec<u8> {
    [
        &[0x43; 32][..],
        &1.5_f32.to_le_bytes(),
        &(-2.25_f32).to_le_bytes(),
        &[1, pairing, 1, 0, brightness],
        &offset.to_le_bytes(),
        &[dst, fob, 1, 0],
    ]
    .concat()
}

fn set_config(bench: &mut Bench) {
    let owner = owner(bench);
    for fields in [
        config(5, -300, 1, 0, 4),
        config(6, 0, 0, 1, 0),
        config(0, 0, 2, 1, 0),
        config(0, 0, 0, 1, 5),
        [&config(0, 30, 0, 0, 0)[..], &[0, 0]].concat(),
    ] {
        bench.command_with_pin(&owner, Command::SetConfig, &fields, 1234);
        bench.command(&owner, Command::RequestConfig, &[]);
        bench.states(&owner);
    }
    bench.lock_action(&owner, 1, 0);
    bench.press_for_pairing();
    bench.plain_bytes(owner.conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    bench.command_with_pin(&owner, Command::SetConfig, &config(1, 0, 0, 1, 0), 7);
    bench.command_with_pin(&owner, Command::SetConfig, &config(9, 0, 0, 1, 0), 7);
    bench.command_with_pin(&owner, Command::SetConfig, &config(2, 0, 0, 1, 0), 1234);
    bench.plain_bytes(owner.conn, &[1, 0, 3, 0, 0x27, 0xA7]);
}

fn advanced_config(bench: &mut Bench) {
    let owner = owner(bench);
    for (go, action) in [(5, 3), (4, 3), (60, 7)] {
        let fields = [
            0x9C, 0xFF, 10, 0, 0xF6, 0xFF, 0, 0, go, action, 2, 1, 2, 1, 30,
        ];
        let fields = if go == 5 {
            [&[0xA6, 0xFF], &fields[2..]].concat()
        } else {
            fields.to_vec()
        };
        bench.command_with_pin(&owner, Command::SetAdvancedConfig, &fields, 1234);
        bench.command(&owner, Command::RequestAdvancedConfig, &[]);
    }
}

fn fob_actions(bench: &mut Bench) {
    let owner = owner(bench);
    for action in [0x81, 0x82, 0x83, 0x81] {
        bench.lock_action(&owner, action, 0);
    }
}

fn log(bench: &mut Bench) {
    let owner = owner(bench);
    for action in [1, 2, 1, 2] {
        bench.lock_action(&owner, action, 0);
    }
    let read = |bench: &mut Bench, start: u32, count: u16, order: u8, total: u8| {
        let fields = [
            &start.to_le_bytes()[..],
            &count.to_le_bytes(),
            &[order, total],
        ]
        .concat();
        bench.command_with_pin(&owner, Command::RequestLogEntries, &fields, 1234);
    };
    read(bench, 0, 10, 0, 1);
    read(bench, 0, 2, 1, 0);
    read(bench, 2, 10, 1, 1);
    read(bench, 3, 10, 0, 1);
    read(bench, 0, 1, 2, 0);
    for enabled in [0, 1] {
        bench.command_with_pin(&owner, Command::EnableLogging, &[enabled], 1234);
        bench.lock_action(&owner, 1 + enabled, 0);
        read(bench, 0, 10, 0, 1);
    }
    for _ in 0..10 {
        bench.control(Control::TurnKey { to: Bolt::Unlocked });
    }
    read(bench, 0, 100, 0, 1);
}

fn time_control(bench: &mut Bench) {
    let owner = owner(bench);
    let owner = User {
        conn: bench.connect(23),
        ..owner
    };
    let command = |bench: &mut Bench, command: Command, fields: &[u8]| {
        bench.command_with_pin(&owner, command, fields, 1234);
    };
    command(bench, Command::AddTimeControlEntry, &[0, 12, 10, 1]);
    command(bench, Command::AddTimeControlEntry, &[0x40, 12, 20, 2]);
    command(bench, Command::AddTimeControlEntry, &[0, 25, 0, 2]);
    command(bench, Command::AddTimeControlEntry, &[0x20, 12, 5, 1]);
    command(bench, Command::RequestTimeControlEntries, &[]);
    bench.wait(Span::secs(600));
    bench.states(&owner);
    command(
        bench,
        Command::UpdateTimeControlEntry,
        &[2, 0, 0x40, 12, 20, 2],
    );
    command(bench, Command::RequestTimeControlEntries, &[]);
    bench.wait(Span::secs(600));
    bench.states(&owner);
    command(bench, Command::RemoveTimeControlEntry, &[1]);
    command(bench, Command::RemoveTimeControlEntry, &[9]);
    command(bench, Command::RequestTimeControlEntries, &[]);
}

fn clock(bench: &mut Bench) {
    let owner = owner(bench);
    for time in [
        "2020-02-29T23:59:50",
        "2021-02-29T00:00:00",
        "2021-13-01T00:00:00",
    ] {
        bench.command_with_pin(&owner, Command::UpdateTime, &date(time), 1234);
        bench.wait(Span::secs(20));
        bench.states(&owner);
        bench.wait(Span::secs(600));
        bench.states(&owner);
    }
}

fn upkeep(bench: &mut Bench) {
    let owner = owner(bench);
    bench.command_with_pin(&owner, Command::RequestCalibration, &[], 1234);
    bench.states(&owner);
    bench.wait(Span::secs(60));
    bench.states(&owner);
    bench.command_with_pin(&owner, Command::RequestReboot, &[], 1234);
    for _ in 0..4 {
        bench.wait(Span::secs(1));
        let again = User {
            conn: bench.connect(23),
            ..owner.clone()
        };
        bench.states(&again);
    }
}

fn power(bench: &mut Bench) {
    let owner = owner(bench);
    bench.lock_action(&owner, 1, 0);
    for control in [Control::PowerCycle, Control::FactoryReset] {
        bench.control(control);
        for _ in 0..2 {
            let again = User {
                conn: bench.connect(23),
                ..owner.clone()
            };
            bench.states(&again);
            bench.wait(Span::secs(10));
        }
    }
    let conn = bench.connect(23);
    bench.plain_bytes(conn, &[1, 0, 3, 0, 0x27, 0xA7]);
    let user = bench.pair_anyhow(conn, Data::app(b"First"));
    bench.states(&user);
    bench.command_with_pin(&user, Command::SetConfig, &config(5, 60, 0, 0, 0), 1234);
    bench.states(&user);
}

fn several_links(bench: &mut Bench) {
    let owner = owner(bench);
    let guest = invite(bench, &owner, b"Guest", 0, 0);
    let guest = User {
        conn: bench.connect(23),
        ..guest
    };
    bench.states(&guest);
    bench.lock_action(&owner, 1, 0);
    for _ in 0..8 {
        bench.connect(23);
    }
    bench.states(&guest);
    bench.states(&owner);
    for count in 1..9 {
        let conn = boundary::Conn(count);
        bench.tell(ToLock::Disconnect { conn });
    }
    bench.connect(23);
}

fn full_lists(bench: &mut Bench) {
    let owner = owner(bench);
    for _ in 0..17 {
        let fields = [0, 12, 10, 1];
        bench.command_with_pin(&owner, Command::AddTimeControlEntry, &fields, 1234);
    }
    bench.control(Control::LimitUsers { max: 2 });
    for name in [b"A", b"B", b"C"] {
        invite(bench, &owner, name, 0, 0);
    }
}

fn button(bench: &mut Bench) {
    let owner = owner(bench);
    for presses in [1, 2] {
        for _ in 0..presses {
            bench.control(Control::Button { press_ms: 100 });
            bench.wait(Span::millis(300));
        }
        bench.wait(Span::secs(40));
        bench.states(&owner);
    }
}

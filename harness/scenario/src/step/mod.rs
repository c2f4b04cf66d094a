//! The steps: one row here and one file each.
//!
//! In YAML a step is a map whose verb is its first key (`send: lock_action`) and whose other keys
//! say more (`with:`, `as:`, `within:`). A verb without members may stand alone (`- power_cycle`).

use crate::ast::{
    CommandName, Duration, Fields, Level, Matcher, Otherwise, Pattern, Place, Spoil, Value,
};
use crate::span::At;
use boundary::{Bolt, Execute, WriteKind};
use wire::Command;

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Sends a command; see [`Send`].
    Send(Send),
    /// Writes bytes; see [`Write`].
    Write(Write),
    /// Waits for one of several things; see [`Expect`].
    Expect(Expect),
    /// Records what comes, without judging; see [`Observe`].
    Observe(Observe),
    /// Asks for something and tests the answer; see [`Read`].
    Read(Read),
    /// Asks again and again until the answer fits; see [`Poll`].
    Poll(Poll),
    /// Does a whole lock action; see [`Act`].
    Act(Act),
    /// Nothing moves; see [`Still`].
    Still(Still),
    /// Makes an authorization by pairing; see [`Pair`].
    Pair(Pair),
    /// Makes an authorization by invitation; see [`Invite`].
    Invite(Invite),
    /// Opens a connection; see [`Connect`].
    Connect(Connect),
    /// Closes a connection.
    Disconnect(Disconnect),
    /// Writes a CCCD; see [`Subscribe`].
    Subscribe(Subscribe),
    /// Discovers the services and tests them; see [`Services`].
    Services(Services),
    /// Exchanges the MTU on an open connection.
    Mtu(Mtu),
    /// Sends a Prepare Write Request.
    Prepare(Prepare),
    /// Sends an Execute Write Request.
    Execute(ExecuteStep),
    /// Says when indications are confirmed; see [`Confirmations`].
    Confirmations(Confirmations),
    /// Tests what the lock advertises; see [`Advertises`].
    Advertises(Advertises),
    /// Lets time pass: `wait: 10s`.
    Wait(Wait),
    /// Takes and forgets whatever comes for a while: `drain: 100ms`.
    Drain(Drain),
    /// Asks the lock for its states and requires an answer: `alive`.
    Alive(Alive),
    /// A hand: `press: 5s`, `power_cycle`, `factory_reset`, `set_clock: T`, `limit_users: n`,
    /// `jam: true`, `turn_key: locked`.
    Hand(Hand),
    /// Tests a captured value: `check: $a`, `is: {not: $b}`.
    Check(Check),
    /// Adds captured values to a list: `collect: {nonces: $n}`.
    Collect(Collect),
    /// Tests that all values of a list differ: `distinct: nonces`.
    Distinct(Distinct),
    /// Tests that a list is in order: `sorted: indices`, `descending: true`.
    Sorted(Sorted),
    /// Tests that a list of byte strings looks random: `looks_random: nonces`.
    LooksRandom(LooksRandom),
    /// Tests the time between two marks; see [`Gap`].
    Gap(Gap),
    /// Does steps several times: `repeat: 5`, `steps: [...]`; `$index` counts from 0.
    Repeat(Repeat),
    /// Does steps for each of several values; see [`ForEach`].
    ForEach(ForEach),
}

/// Members that every judging step takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judging {
    /// Requirements that a failure of this step violates; those of the file when left out.
    pub requirements: Vec<At<String>>,
    /// How binding it is; `must` when left out.
    pub level: Level,
    /// Why, in one sentence; shown when it fails.
    pub because: Option<At<String>>,
    /// What it means when it does not hold: `fail` when left out.
    pub otherwise: Otherwise,
}

/// `send: COMMAND`: builds a valid message, spoils it where asked, writes it. Fields that are not
/// given get the valid value that the run knows: a fresh challenge (fetched first), the PIN, the
/// user's app id, the pairing's keys, nonces and authenticators, the present configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Send {
    /// The command.
    pub send: At<CommandName>,
    /// Fields by name.
    pub with: Vec<(At<String>, At<Value>)>,
    /// The user whose authorization and key are used; `owner` when left out.
    pub user: Option<At<String>>,
    /// The client (connection); `a`, or the user's own, when left out.
    pub by: Option<At<String>>,
    /// Another characteristic than the command's own; the form (plain, encrypted) stays the
    /// command's unless `form` says otherwise.
    pub on: Option<At<Place>>,
    /// `plain` or `encrypted`, where it shall differ from the command's own form.
    pub form: Option<At<String>>,
    /// What is made wrong.
    pub spoil: Option<At<Spoil>>,
    /// How it is written; by Write Request where it fits, else by a long write.
    pub kind: Option<At<WriteKind>>,
    /// Several Write Requests of these sizes; the last takes the rest.
    pub pieces: Vec<At<u32>>,
    /// Keeps the bytes as written under this name.
    pub sent: Option<At<String>>,
    /// Names the instant at which the write was handed over.
    pub mark: Option<At<String>>,
}

/// `write: BYTES`, `on: usdio`: writes bytes as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The bytes.
    pub write: At<Value>,
    /// The characteristic.
    pub on: At<Place>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
    /// How; by Write Request where it fits, else by a long write.
    pub kind: Option<At<WriteKind>>,
    /// Several Write Requests of these sizes; the last takes the rest.
    pub pieces: Vec<At<u32>>,
    /// Names the instant at which the write was handed over.
    pub mark: Option<At<String>>,
}

/// `expect: PATTERN` or `expect: [PATTERN, ...]`: the next thing from the lock is one of these.
/// Unasked States and Status for other requests are passed over unless `strict` is set.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// What may come.
    pub expect: Vec<At<Pattern>>,
    /// How long it may take, from the step's begin; 10 s when left out, and for `silence` how long
    /// it must last, 2 s when left out.
    pub within: Option<At<Duration>>,
    /// It must not come earlier than this.
    pub not_before: Option<At<Duration>>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
    /// Whether unasked messages fail the step.
    pub strict: bool,
    /// Captures: variable name to field name (`bytes` for the whole message as received).
    pub save: Vec<(At<String>, At<String>)>,
    /// Names the instant at which it came.
    pub mark: Option<At<String>>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `observe: ABOUT`: records the next thing that comes, or silence, and never fails.
#[derive(Clone, Debug, PartialEq)]
pub struct Observe {
    /// What is looked at; shown in reports.
    pub observe: At<String>,
    /// How long; 3 s when left out.
    pub within: Option<At<Duration>>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
    /// Records this value instead of the next thing that comes.
    pub value: Option<At<Value>>,
    /// Records the time between two marks instead: `[from, to]`.
    pub between: Vec<At<String>>,
    /// Captures: variable name to field name, where a message came.
    pub save: Vec<(At<String>, At<String>)>,
    /// The requirements it belongs to; those of the file when left out.
    pub requirements: Vec<At<String>>,
}

/// `read: MESSAGE`: sends the request that the message answers (challenge and PIN where needed)
/// and tests the answer. For lists (`authorization_entry`, `log_entry`, `time_control_entry`) all
/// entries are read up to the closing Status and `count` and `entries` test them.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The message wanted.
    pub read: At<CommandName>,
    /// Tests on its fields (of the first entry, for lists).
    pub with: Fields,
    /// Fields of the request: `offset`, `count`, `start_index`, `sort_order`, `total_count`, `pin`.
    pub asking: Vec<(At<String>, At<Value>)>,
    /// The user; `owner` when left out.
    pub user: Option<At<String>>,
    /// The client.
    pub by: Option<At<String>>,
    /// For lists: a test on the number of entries that came.
    pub count: Option<At<Matcher>>,
    /// For lists: some entry must fit each of these.
    pub having: Vec<At<Fields>>,
    /// For lists: no entry may fit any of these.
    pub lacking: Vec<At<Fields>>,
    /// How long it may take; 10 s when left out.
    pub within: Option<At<Duration>>,
    /// Captures: variable name to field name; `entries.NAME` for a list of that field over all
    /// entries, `total` for the count message's count.
    pub save: Vec<(At<String>, At<String>)>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `poll: MESSAGE`, `with: {...}`: reads until the answer fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Poll {
    /// The message wanted.
    pub poll: At<Command>,
    /// Tests on its fields.
    pub with: Fields,
    /// The user; `owner` when left out.
    pub user: Option<At<String>>,
    /// The client.
    pub by: Option<At<String>>,
    /// The pause between two requests; 1 s when left out.
    pub every: Option<At<Duration>>,
    /// How long altogether.
    pub within: At<Duration>,
    /// Captures from the answer that fits.
    pub save: Vec<(At<String>, At<String>)>,
    /// Names the instant of the answer that fits.
    pub mark: Option<At<String>>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `act: unlock`: challenge, Lock Action, ACCEPTED, States, COMPLETE. Requires what the document's
/// sequence demands and no more: an action that has nothing to move may complete at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// The action by name.
    pub act: At<Value>,
    /// Flags of the message; 0 when left out.
    pub flags: Option<At<Value>>,
    /// The user; `owner` when left out.
    pub user: Option<At<String>>,
    /// The client.
    pub by: Option<At<String>>,
    /// Lock states that must be passed through in this order, the last one being the final one.
    pub through: Vec<At<Value>>,
    /// How long it may take; 30 s when left out, and never less.
    pub within: Option<At<Duration>>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `still: locked`: for a while nothing moves, and then the lock says that it is in this state.
/// The security check behind every refused action.
#[derive(Clone, Debug, PartialEq)]
pub struct Still {
    /// The lock state.
    pub still: At<Value>,
    /// How long is watched; 8 s when left out, longer than a slow lock takes to begin.
    pub within: Option<At<Duration>>,
    /// The user who asks for the states; `owner` when left out.
    pub user: Option<At<String>>,
    /// The client.
    pub by: Option<At<String>>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `pair: NAME`: presses the button, connects anew and goes through the whole pairing.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The user's name in this case.
    pub pair: At<String>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
    /// Fields of the Authorization Data: `id_type`, `app_id`, `name`.
    pub with: Vec<(At<String>, At<Value>)>,
    /// Whether the button is pressed first; `true` when left out.
    pub press: bool,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `invite: NAME`: the owner invites a user with a key that the run makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Invite {
    /// The user's name in this case.
    pub invite: At<String>,
    /// Fields of the invitation.
    pub with: Vec<(At<String>, At<Value>)>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `connect: b`: opens a connection and subscribes.
#[derive(Clone, Debug, PartialEq)]
pub struct Connect {
    /// The client's name. An open connection of that name is closed first.
    pub connect: At<String>,
    /// The ATT_MTU; the file's when left out.
    pub mtu: Option<At<u16>>,
    /// Which characteristics are subscribed to; all three when left out.
    pub subscribe: Option<Vec<At<Place>>>,
    /// `refused` where a refusal is expected or allowed.
    pub expect: Vec<At<Pattern>>,
    /// Within which time; 10 s when left out.
    pub within: Option<At<Duration>>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `disconnect: a`.
#[derive(Clone, Debug, PartialEq)]
pub struct Disconnect {
    /// The client.
    pub disconnect: At<String>,
}

/// `subscribe: usdio`, `cccd: 2`.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscribe {
    /// The characteristic.
    pub subscribe: At<Place>,
    /// The value; 2 (indications) when left out.
    pub cccd: Option<At<u16>>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
    /// Whether an ATT error is allowed.
    pub may_fail: bool,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `services: {a92ee100: {a92ee101: [write, indicate]}}`: these services and characteristics are
/// there with at least these properties.
#[derive(Clone, Debug, PartialEq)]
pub struct Services {
    /// First eight digits of the service's UUID, then of the characteristic's, then properties.
    pub services: Vec<(At<String>, Vec<(At<String>, Vec<At<String>>)>)>,
    /// Services that have exactly the characteristics named, if they are there at all.
    pub exactly: Vec<At<String>>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `mtu: 247`.
#[derive(Clone, Debug, PartialEq)]
pub struct Mtu {
    /// The client's ATT_MTU.
    pub mtu: At<u16>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
}

/// `prepare: BYTES`, `on: usdio`, `offset: 0`: one part of a long write.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepare {
    /// The bytes.
    pub prepare: At<Value>,
    /// The characteristic.
    pub on: At<Place>,
    /// Where in the value; 0 when left out.
    pub offset: Option<At<u16>>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
}

/// `execute: write` or `execute: cancel`.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecuteStep {
    /// The flag.
    pub execute: At<Execute>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
}

/// `confirmations: automatic`, `withheld`, or a delay such as `1s`; holds from here on.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirmations {
    /// Automatic: no delay. Withheld: none at all. Else the delay.
    pub confirmations: At<ConfirmPolicy>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
}

/// When an indication is confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConfirmPolicy {
    /// At once.
    #[default]
    Automatic,
    /// Never.
    Withheld,
    /// That much later.
    After(Duration),
}

/// `advertises: door` (or `pairing`, `uninitialised`): what the lock advertises.
#[derive(Clone, Debug, PartialEq)]
pub struct Advertises {
    /// The state that must be advertised.
    pub advertises: At<String>,
    /// Tests on `nuki_id`, `name`, `changed`.
    pub with: Fields,
    /// How long it may take; 10 s when left out.
    pub within: Option<At<Duration>>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `wait: 10s`.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// How long.
    pub wait: At<Duration>,
}

/// `drain: 100ms`.
#[derive(Clone, Debug, PartialEq)]
pub struct Drain {
    /// How long.
    pub drain: At<Duration>,
    /// The client; `a` when left out.
    pub by: Option<At<String>>,
}

/// `alive`: the lock answers a request for its states, on a new connection if it has to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alive {
    /// The user; `owner` when left out.
    pub user: Option<At<String>>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// A hand's action.
#[derive(Clone, Debug, PartialEq)]
pub enum Hand {
    /// `press: 5s`: the button, held that long; the step ends with the release.
    Press(At<Duration>),
    /// `power_cycle`.
    PowerCycle,
    /// `factory_reset`: every user of the run is forgotten.
    FactoryReset,
    /// `set_clock: 2026-11-21T10:00:00`.
    SetClock(At<Value>),
    /// `limit_users: 3`.
    LimitUsers(At<u32>),
    /// `jam: true`.
    Jam(At<bool>),
    /// `turn_key: locked`.
    TurnKey(At<Bolt>),
}

/// `check: $a`, `is: {not: $b}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The value.
    pub check: At<Value>,
    /// The test.
    pub is: At<Matcher>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `collect: {nonces: $n}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Collect {
    /// List name to value.
    pub collect: Vec<(At<String>, At<Value>)>,
}

/// `distinct: nonces`.
#[derive(Clone, Debug, PartialEq)]
pub struct Distinct {
    /// The list.
    pub distinct: At<String>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `sorted: indices`: each value of the list is greater than the one before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sorted {
    /// The list of numbers or times.
    pub sorted: At<String>,
    /// Whether each is smaller than the one before it instead.
    pub descending: bool,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `looks_random: nonces`: monobit and byte-frequency tests with false alarms below one in 10^9.
#[derive(Clone, Debug, PartialEq)]
pub struct LooksRandom {
    /// The list of byte strings.
    pub looks_random: At<String>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `gap: [from, to]`, `at_least: 1s`, `at_most: 3s`.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Two marks.
    pub gap: Vec<At<String>>,
    /// The least time between them.
    pub at_least: Option<At<Duration>>,
    /// The most time between them.
    pub at_most: Option<At<Duration>>,
    /// Requirements, level, reason.
    pub judging: Judging,
}

/// `repeat: 5`, `steps: [...]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// How often; at most 10,000.
    pub repeat: At<u32>,
    /// The steps.
    pub steps: Vec<At<Step>>,
}

/// `for_each: {state: [a, b]}`, `steps: [...]`; `for_each: {at: {range: [0, 61]}}` stands for the
/// whole numbers from 0 to 61 (the loader writes them out).
#[derive(Clone, Debug, PartialEq)]
pub struct ForEach {
    /// The variable.
    pub variable: At<String>,
    /// Its values in turn.
    pub values: Vec<At<Value>>,
    /// The steps.
    pub steps: Vec<At<Step>>,
}

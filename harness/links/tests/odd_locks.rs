//! Processes that are no good as locks: each is told for what it is, in bounded time.

use boundary::{Clock, Conn, Event, Instant, Link, RigFault, Span, Stamped, ToLock};
use links::{
    AttachedLink, AttachedOptions, ClockChoice, CommandLine, Interrupt,
    clock::{Stopwatch, pause},
};

/// Greets on the host's clock.
const REAL: &str = r#"read hello; echo '{"hello":{"protocol":1,"name":"odd","version":"0","clock":"real","capabilities":["button","prepare-write","dance"]}}'; "#;
/// Greets on a virtual clock.
const VIRTUAL: &str = r#"read hello; echo '{"hello":{"protocol":1,"name":"odd","version":"0","clock":"virtual","capabilities":["virtual-time"],"profile":{"api":"1.10","max_users":7,"pin":1234}}}'; "#;

fn options() -> AttachedOptions {
    AttachedOptions {
        patience: Span::secs(1),
        hello_within: Span::secs(5),
        ..AttachedOptions::default()
    }
}

fn command(script: &str) -> CommandLine {
    CommandLine::parse(&shell_words::join(["sh", "-c", script])).expect("it has a word")
}

fn start(script: &str) -> Result<AttachedLink, RigFault> {
    AttachedLink::exec(command(script), options())
}

fn started(greeting: &str, script: &str) -> AttachedLink {
    start(&format!("{greeting}{script}")).unwrap_or_else(|fault| panic!("{fault}"))
}

fn not_started(script: &str) -> String {
    match start(script) {
        Ok(_) => panic!("it started"),
        Err(fault) => fault.to_string(),
    }
}

fn input(link: &mut AttachedLink) {
    let connect = ToLock::Connect {
        conn: Conn(1),
        mtu: 23,
    };
    link.send(&connect).expect("the protocol carries it");
}

/// Everything up to the end, a fault, or five seconds of the link's time.
fn until_the_end(link: &mut AttachedLink) -> (Vec<Event>, Option<RigFault>) {
    let deadline = link.now() + Span::secs(5);
    let mut events = Vec::new();
    loop {
        match link.next(deadline) {
            Ok(Some(Stamped { what, .. })) => {
                let over = matches!(what, Event::Ended(_));
                events.push(what);
                if over {
                    return (events, None);
                }
            }
            Ok(None) => return (events, None),
            Err(fault) => return (events, Some(fault)),
        }
    }
}

fn how_it_ended(link: &mut AttachedLink) -> String {
    match until_the_end(link) {
        (events, None) => match events.last() {
            Some(Event::Ended(end)) => end.how.clone(),
            other => panic!("expected its end, got {other:?}"),
        },
        (_, Some(fault)) => panic!("expected its end, got {fault}"),
    }
}

fn fault(link: &mut AttachedLink) -> String {
    match until_the_end(link) {
        (_, Some(fault)) => fault.what,
        (events, None) => panic!("expected a fault, got {:?}", events.last()),
    }
}

#[test]
fn a_greeting_is_taken_over() {
    let link = started(VIRTUAL, "cat >/dev/null");
    assert_eq!(link.clock(), Clock::Virtual);
    assert_eq!(link.identity().name, "odd");
    assert!(link.identity().link.starts_with("exec:sh -c"));
    let claims = &link.identity().claims;
    assert_eq!(claims["api"], "1.10");
    assert_eq!(claims["max_users"], "7");
    assert_eq!(claims["pin"], "1234");
    assert!(links::is_secret_claim("pin"));
}

#[test]
fn a_lock_without_a_virtual_clock_runs_on_the_hosts() {
    let link = started(REAL, "cat >/dev/null");
    assert!(matches!(link.clock(), Clock::Real { .. }));
    assert!(!link.capabilities().has(boundary::Capability::PrepareWrite));
    assert!(link.capabilities().unknown.contains("dance"));
    let refusing = format!(r#"read a; echo '{{"unsupported":{{}}}}'; {REAL} cat >/dev/null"#);
    assert!(matches!(
        start(&refusing).unwrap().clock(),
        Clock::Real { .. }
    ));
}

#[test]
fn a_lock_that_insists_on_a_virtual_clock_is_refused_on_the_hosts() {
    let options = AttachedOptions {
        clock: ClockChoice::Real,
        ..options()
    };
    let Err(fault) = AttachedLink::exec(command(VIRTUAL), options) else {
        panic!("it started");
    };
    assert!(fault.what.contains("clock: virtual"), "{fault}");
}

#[test]
fn a_lock_that_does_not_greet_is_a_rig_fault() {
    let impatient = AttachedOptions {
        hello_within: Span::millis(200),
        ..options()
    };
    let silent = AttachedLink::exec(command("read hello; sleep 100"), impatient);
    let silent = silent.map(|_| ()).unwrap_err();
    assert_eq!(
        silent.what,
        "the lock did not answer `hello` within 200.0 ms"
    );
    let dead = not_started("read hello; echo 'no config' >&2; exit 3");
    assert!(
        dead.contains("exit status 3") && dead.contains("no config"),
        "{dead}"
    );
    let old = r#"read hello; echo '{"hello":{"protocol":2,"clock":"real"}}'; cat"#;
    assert!(not_started(old).contains("it speaks version 2"));
    let hasty = r#"echo '{"done":{"id":1}}'; cat"#;
    assert!(not_started(hasty).contains("as the lock's first line"));
    let chatty = not_started("echo 'Starting lock...'; cat");
    assert!(
        chatty.contains("line 1 of the lock is not JSON"),
        "{chatty}"
    );
    assert!(chatty.contains("standard error"), "{chatty}");
    let cat = not_started("cat");
    assert!(cat.contains("`hello`"), "{cat}");
}

#[test]
fn a_slow_greeting_within_the_limit_is_well() {
    let link = started("sleep 0.2; ", &format!("{REAL} cat >/dev/null"));
    assert_eq!(link.identity().name, "odd");
}

#[test]
fn a_crash_is_told_with_its_status_after_what_the_lock_said() {
    for greeting in [REAL, VIRTUAL] {
        let script =
            r#"read a; echo '{"connected":{"conn":1,"mtu":23}}'; echo 'stack smashed' >&2; exit 7"#;
        let mut link = started(greeting, script);
        input(&mut link);
        let (events, fault) = until_the_end(&mut link);
        assert_eq!(fault, None);
        let told = format!("{events:?}");
        assert!(
            told.contains("Connected") && told.contains("stack smashed"),
            "{told}"
        );
        assert!(matches!(events.last(), Some(Event::Ended(end)) if end.how == "exit status 7"));
    }
}

#[test]
fn a_signal_is_told_by_name() {
    let mut link = started(REAL, "read a; kill -SEGV $$");
    input(&mut link);
    assert_eq!(how_it_ended(&mut link), "killed by signal 11 (SIGSEGV)");
}

#[test]
fn half_a_line_is_the_end_of_a_lock_and_not_nonsense() {
    let mut link = started(REAL, r#"read a; printf '{"connected":{"co'; exit 1"#);
    input(&mut link);
    let how = how_it_ended(&mut link);
    assert!(
        how.contains("exit status 1") && how.contains("in the middle of a line"),
        "{how}"
    );
}

#[test]
fn after_its_end_time_passes_and_inputs_are_lost() {
    let mut link = started(VIRTUAL, "exit 0");
    assert_eq!(how_it_ended(&mut link), "exit status 0");
    input(&mut link);
    let later = link.now() + Span::secs(60);
    assert_eq!(link.next(later), Ok(None));
    assert_eq!(link.now(), later);
}

#[test]
fn garbage_is_a_rig_fault_with_the_line_and_its_number() {
    for (line, words) in [
        ("Motor on!", "is not JSON"),
        (r#"["connected"]"#, "not an object"),
        (
            r#"{"written":{"conn":1,"id":1},"done":{"id":1}}"#,
            "has 2 keys",
        ),
        (r#"{"sesame":{}}"#, "does not have"),
        (
            r#"{"connected":{"conn":"x","mtu":23}}"#,
            "not a legal `connected`",
        ),
        (r#"{"hello":{"protocol":1,"clock":"real"}}"#, "nobody asked"),
    ] {
        for greeting in [REAL, VIRTUAL] {
            let mut link = started(greeting, &format!("read a; echo '{line}'; cat >/dev/null"));
            input(&mut link);
            let what = fault(&mut link);
            assert!(what.contains("line 2 of the lock"), "{what}");
            assert!(what.contains(words) && what.contains(line), "{what}");
            // It is not forgotten until the lock is started anew.
            assert!(link.next(Instant::ZERO).is_err());
            assert_eq!(link.revive(false), Ok(true));
        }
    }
}

#[test]
fn what_was_said_before_the_nonsense_is_told_before_it() {
    let script =
        r#"read a; read b; echo '{"connected":{"conn":1,"mtu":23}}'; echo oops; cat >/dev/null"#;
    let mut link = started(VIRTUAL, script);
    input(&mut link);
    let first = link.next(Instant(100)).unwrap().unwrap();
    assert_eq!(first.at, Instant::ZERO);
    assert!(matches!(first.what, Event::Lock(_)));
    assert!(link.next(Instant(100)).unwrap_err().what.contains("line 3"));
}

#[test]
fn a_line_that_is_not_text_is_quoted_with_marks() {
    let mut link = started(REAL, r"read a; printf '\377\376abc\n'; cat >/dev/null");
    input(&mut link);
    let what = fault(&mut link);
    assert!(
        what.contains("is not UTF-8") && what.contains("abc"),
        "{what}"
    );
}

#[test]
fn a_giant_line_is_cut_off() {
    let mut link = started(
        REAL,
        r"read a; head -c 100000000 /dev/zero | tr '\0' a; cat",
    );
    input(&mut link);
    let what = fault(&mut link);
    assert!(
        what.contains("longer than 65536 bytes") && what.len() < 500,
        "{what}"
    );
}

#[test]
fn a_flood_of_messages_is_the_locks_end() {
    for greeting in [REAL, VIRTUAL] {
        let flood = r#"yes '{"notify":{"conn":1,"char":"a92ee202","value":"00"}}'"#;
        let mut link = started(greeting, &format!("read a; exec {flood}"));
        input(&mut link);
        let how = how_it_ended(&mut link);
        assert!(how.starts_with("flooded: 2001 messages"), "{how}");
    }
}

#[test]
fn a_console_flood_hurts_nobody() {
    let script = r#"read a; yes 'debug: tick' | head -n 100000 >&2; echo '{"connected":{"conn":1,"mtu":23}}'; read b; echo bye >&2"#;
    let mut link = started(REAL, script);
    input(&mut link);
    let mut lines = 0;
    loop {
        match link.next(link.now() + Span::secs(5)).unwrap().unwrap().what {
            Event::Console(_) => lines += 1,
            Event::Lock(_) => break,
            Event::Edge(edge) => panic!("{edge:?}"),
            Event::Ended(end) => panic!("{}", end.how),
        }
    }
    input(&mut link);
    let (events, fault) = until_the_end(&mut link);
    assert_eq!(fault, None);
    assert!(lines + events.len() < 700, "{lines} and {}", events.len());
    assert!(
        format!("{events:?}").contains("lines of the console left out"),
        "{lines} {events:?}"
    );
}

#[test]
fn a_frozen_lock_is_given_up_on_a_virtual_clock() {
    let mut link = started(VIRTUAL, "sleep 1000");
    input(&mut link);
    assert_eq!(
        how_it_ended(&mut link),
        "stopped answering: no `advanced` for 1.00 s"
    );
    assert_eq!(link.revive(false), Ok(true));
}

#[test]
fn a_silent_lock_on_the_hosts_clock_is_only_silent() {
    let mut link = started(REAL, "sleep 1000");
    input(&mut link);
    let deadline = link.now() + Span::millis(250);
    assert_eq!(link.next(deadline), Ok(None));
    assert!(link.now() >= deadline);
}

#[test]
fn a_lock_that_stops_reading_is_given_up() {
    let mut link = started(REAL, "sleep 1000");
    let value = vec![0xAA; 500];
    for id in 1..=1_000 {
        let write = ToLock::Write {
            conn: Conn(1),
            id: boundary::Id(id),
            char: boundary::Char::USDIO,
            value: value.clone(),
            kind: boundary::WriteKind::Command,
        };
        link.send(&write).unwrap();
    }
    assert!(how_it_ended(&mut link).starts_with("stopped reading"));
}

#[test]
fn a_lock_that_closes_its_input_is_given_up() {
    let mut link = started(VIRTUAL, "exec <&-; sleep 1000");
    for _ in 0..3 {
        input(&mut link);
    }
    let how = how_it_ended(&mut link);
    assert!(
        how.contains("closed its standard input") || how.contains("stopped answering"),
        "{how}"
    );
}

#[test]
fn a_lock_that_closes_its_output_is_given_up() {
    let mut link = started(REAL, "exec >&-; sleep 1000");
    assert_eq!(
        how_it_ended(&mut link),
        "closed its standard output and ran on"
    );
}

#[test]
fn a_death_is_noticed_while_another_holds_the_output_open() {
    let mut link = started(REAL, "setsid sleep 3 & read a; exit 5");
    input(&mut link);
    assert_eq!(how_it_ended(&mut link), "exit status 5");
}

#[test]
fn a_virtual_clock_must_keep_to_what_it_was_given() {
    let answers = |advanced: &str| {
        let mut link = started(
            VIRTUAL,
            &format!("read a; read b; echo '{advanced}'; cat >/dev/null"),
        );
        input(&mut link);
        fault(&mut link)
    };
    assert!(
        answers(r#"{"advanced":{"id":2000000001,"at_us":5}}"#)
            .contains("at_us from 0 to 0, got id 2000000001 and at_us 5")
    );
    assert!(answers(r#"{"advanced":{"id":1,"at_us":0}}"#).contains("expected `advanced` with id"));
    let mut link = started(
        REAL,
        r#"echo '{"advanced":{"id":1,"at_us":0}}'; cat >/dev/null"#,
    );
    assert!(fault(&mut link).contains("real clock"));
}

#[test]
fn an_interrupt_shortens_the_wait_for_a_frozen_lock() {
    let interrupt = Interrupt::default();
    let options = AttachedOptions {
        interrupt: interrupt.clone(),
        ..AttachedOptions::default()
    };
    let script = format!("{VIRTUAL} sleep 1000");
    let mut link = AttachedLink::exec(command(&script), options).unwrap();
    interrupt.raise();
    let watch = Stopwatch::start();
    assert!(how_it_ended(&mut link).starts_with("stopped answering"));
    assert!(watch.now() < Instant::ZERO + Span::secs(5));
}

#[test]
fn a_fresh_lock_is_a_new_process_and_time_goes_on() {
    let script = r#"read a; read b; echo '{"connected":{"conn":1,"mtu":23}}'; echo '{"advanced":{"id":2000000001,"at_us":0}}'; cat >/dev/null"#;
    let mut link = started(VIRTUAL, script);
    input(&mut link);
    assert!(link.next(Instant(10)).unwrap().is_some());
    assert_eq!(link.revive(true), Ok(true));
    assert_eq!(link.now(), Instant::ZERO);
    assert_eq!(link.identity().name, "odd");
}

#[test]
fn nothing_is_left_behind_by_a_lock_that_ignores_everything() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().display();
    let script =
        format!("trap '' TERM INT HUP; sleep 1000 & echo $$ $! > {path}; sleep 1000; sleep 1000");
    drop(started(REAL, &script));
    let pids = std::fs::read_to_string(file.path()).unwrap();
    let watch = Stopwatch::start();
    let runs = |pid: &str| {
        // Whoever adopts a process reaps it in its own time: a zombie does not run.
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
        stat.is_ok_and(|stat| !stat.contains(") Z "))
    };
    while pids.split_whitespace().any(runs) {
        assert!(watch.now().0 < 5_000_000, "one of {pids} was not killed");
        pause(Span::millis(1));
    }
}

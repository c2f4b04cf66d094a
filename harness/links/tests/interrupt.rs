//! A signal ends the run's waits; this process has a test of its own for that.

use boundary::{Clock, Instant, Link, RigFault, Span};
use links::clock::{Stopwatch, pause};
use links::{AttachedLink, AttachedOptions, CommandLine, Interrupt, Interruptible};

#[test]
fn sigterm_ends_a_wait_on_the_hosts_clock() {
    let interrupt = Interrupt::catch().unwrap();
    let script = r#"read hello; echo '{"hello":{"protocol":1,"name":"a","version":"0","clock":"real","capabilities":[]}}'; sleep 1000"#;
    let command = CommandLine::parse(&shell_words::join(["sh", "-c", script])).unwrap();
    let lock = AttachedLink::exec(command, AttachedOptions::default()).unwrap();
    assert!(matches!(lock.clock(), Clock::Real { .. }));
    let mut link = Interruptible::new(lock, interrupt.clone());
    let signaller = std::thread::spawn(|| {
        pause(Span::millis(50));
        let this = rustix::process::getpid();
        rustix::process::kill_process(this, rustix::process::Signal::TERM).unwrap();
    });
    let watch = Stopwatch::start();
    let deadline = link.now() + Span::secs(60);
    assert_eq!(link.next(deadline), Err(RigFault::interrupt()));
    assert!(watch.now() < Instant::ZERO + Span::secs(5));
    assert!(interrupt.is_raised());
    // The clean-up is waited for.
    let deadline = link.now() + Span::millis(20);
    assert_eq!(link.next(deadline), Ok(None));
    signaller.join().unwrap();
}

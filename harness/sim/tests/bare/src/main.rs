//! Connects to a lock without std; ends with 0 if that works.
#![no_std]
#![no_main]

use boundary::{Conn, FromLock, Instant, Peer, ToLock};
use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicUsize, Ordering};

#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    let mut lock = sim::Lock::new(sim::Setup::default());
    let conn = Conn(1);
    lock.take(Instant::ZERO, ToLock::Connect { conn, mtu: 23 });
    let said = core::iter::from_fn(|| lock.poll());
    match said.last() {
        Some(FromLock::Connected { mtu: 23, .. }) => 0,
        _ => 1,
    }
}

/// Memory that is never given back.
struct Arena;

const SIZE: usize = 1 << 20;
static USED: AtomicUsize = AtomicUsize::new(0);
static mut MEMORY: [u8; SIZE] = [0; SIZE];

#[global_allocator]
static ARENA: Arena = Arena;

// SAFETY: each call hands out bytes that no other call does.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let needs = layout.size() + layout.align();
        let at = USED.fetch_add(needs, Ordering::Relaxed);
        if at + needs > SIZE {
            return core::ptr::null_mut();
        }
        // SAFETY: the bytes from `at` lie inside of the memory, room for alignment included.
        let begin = unsafe { (&raw mut MEMORY).cast::<u8>().add(at) };
        begin.wrapping_add(begin.align_offset(layout.align()))
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

#[link(name = "c")]
unsafe extern "C" {}

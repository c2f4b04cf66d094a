//! The simulated machine: its start, its heap, and the two calls that it answers.

use core::arch::{asm, global_asm};
use core::panic::PanicInfo;
use linked_list_allocator::LockedHeap;

global_asm!(include_str!("start.s"));

#[global_allocator]
static HEAP: LockedHeap = LockedHeap::empty();

unsafe extern "C" {
    static mut _bss_start: u8;
    static mut _bss_end: u8;
    static mut _heap_start: u8;
    static _stack_top: u8;
}

/// Left between heap and stack.
const STACK: usize = 4 << 20;

/// Where the start-up code leads: an empty `.bss`, a heap, and the program.
#[unsafe(no_mangle)]
extern "C" fn start_rust() -> ! {
    let begin = &raw mut _bss_start;
    let heap = &raw mut _heap_start;
    // SAFETY: the linker script puts `.bss` between these two, and the heap between it and the stack; nothing has
    // been used yet.
    unsafe {
        begin.write_bytes(0, (&raw mut _bss_end).addr() - begin.addr());
        HEAP.lock()
            .init(heap, (&raw const _stack_top).addr() - STACK - heap.addr());
    }
    crate::checks();
    end(0)
}

/// Prints a line.
pub(crate) fn say(line: &str) {
    for text in [line, "\n"] {
        call(SYS_WRITE, 1, text.as_ptr().addr(), text.len());
    }
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    say(&std::format!("FAILED: {info}"));
    end(1)
}

/// What the compiler makes of a trap.
#[unsafe(no_mangle)]
extern "C" fn abort() -> ! {
    say("FAILED: a trap");
    end(2)
}

fn end(code: usize) -> ! {
    call(SYS_EXIT, code, 0, 0);
    loop {}
}

/// QEMU's `simcall`.
fn call(what: usize, one: usize, two: usize, three: usize) {
    // SAFETY: the machine reads `three` bytes at `two` where it is asked to write, and nothing else.
    unsafe {
        asm!(
            ".byte 0x00, 0x51, 0x00", // simcall
            inout("a2") what => _,
            inout("a3") one => _,
            in("a4") two,
            in("a5") three,
        );
    }
}

const SYS_EXIT: usize = 1;
const SYS_WRITE: usize = 4;

//! Seals and opens a message without std; ends with 0 if that works.
#![no_std]
#![no_main]

use wire::{
    Api, Command,
    code::ErrorCode,
    field::Value,
    frame::Form,
    payload::Fields,
    reassembly::{Outcome, Reassembler},
    session::{agree, public_key},
};

#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    match round() {
        Some(ErrorCode::BAD_NONCE) => 0,
        _ => 1,
    }
}

fn round() -> Option<ErrorCode> {
    let key = agree(&[1; 32], &public_key(&[2; 32])).ok()?;
    let mut message = [0; 64];
    let id = Command::ErrorReport.id();
    let size = key.seal(&[3; 24], 4, id, &[0x22, 0x0D, 0x00], &mut message);
    let mut stream = Reassembler::<256>::new();
    let outcome = stream.push(message.get(..size.ok()?)?, Form::Encrypted);
    let Outcome::Message { message, .. } = outcome else {
        return None;
    };
    let mut out = [0; 16];
    let opened = key.open(message, &mut out).ok()?;
    let spec = Command::of(opened.command())?.spec();
    match Fields::read(spec, Api::V1_10, opened.payload()).get("code")? {
        Value::Uint(code) => Some(ErrorCode(u8::try_from(code).ok()?)),
        _ => None,
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

#[link(name = "c")]
unsafe extern "C" {}

//! Flashing, through Espressif's program: it knows every board's way into the boot loader, and is
//! kept better than a copy of it could be.

use boundary::RigFault;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

/// Writes the firmware to a board. The program's output goes to this one's.
///
/// # Errors
/// The program is not installed, or it failed.
pub fn flash(port: &str, image: &Path, chip: &str) -> Result<(), RigFault> {
    let mut command = Command::new("espflash");
    command.args(["flash", "--chip", chip]);
    // Without a port it finds the board itself.
    if port != "usb" && !port.starts_with("usb:") {
        command.args(["--port", port]);
    }
    match command.arg(image).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(RigFault::new(
            format!("espflash did not write the firmware: {status}"),
            "hold the board's BOOT button while you plug it in, and try again",
        )),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(RigFault::new(
            "the program espflash is not installed",
            "cargo install espflash --locked",
        )),
        Err(error) => Err(RigFault::new(
            format!("espflash does not start: {error}"),
            "",
        )),
    }
}

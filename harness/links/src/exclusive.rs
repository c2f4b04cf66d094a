//! One run at a time on one lock: a file lock that the kernel gives up with its owner.

use crate::address::LockAddress;
use boundary::RigFault;
use std::env;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The right to be the only run on a lock; it ends with this value, or with the process.
#[derive(Debug)]
pub struct Exclusive {
    // Closing the file gives the right back.
    _file: Option<File>,
}

impl Exclusive {
    /// Takes the right to a lock. Those that each run has for itself, `sim` and `exec`, are free.
    ///
    /// # Errors
    /// Another run has it, which is named by its process number, or the file cannot be made.
    pub fn take(address: &LockAddress) -> Result<Self, RigFault> {
        match address {
            LockAddress::Sim(_) | LockAddress::Exec(_) => Ok(Self { _file: None }),
            LockAddress::Tcp { .. }
            | LockAddress::Unix(_)
            | LockAddress::Ble(_)
            | LockAddress::Probe(_) => Self::take_in(&folder(), address),
        }
    }

    fn take_in(folder: &Path, address: &LockAddress) -> Result<Self, RigFault> {
        let name = address.to_string();
        let path = folder.join(file_name(&name));
        let opened = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path);
        let mut file = opened.map_err(|error| unusable(&path, &error))?;
        match file.try_lock() {
            Ok(()) => sign(&mut file).map_err(|error| unusable(&path, &error))?,
            Err(TryLockError::WouldBlock) => return Err(taken(&name, &mut file)),
            Err(TryLockError::Error(error)) => return Err(unusable(&path, &error)),
        }
        Ok(Self { _file: Some(file) })
    }
}

fn folder() -> PathBuf {
    env::var_os("XDG_RUNTIME_DIR")
        .map(PathBuf::from)
        .filter(|folder| folder.is_dir())
        .unwrap_or_else(env::temp_dir)
}

/// A name that no two locks share, and that a person can read.
fn file_name(address: &str) -> String {
    let plain = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' => String::from(letter),
        other => format!("_{:x}_", u32::from(other)),
    };
    let name: String = address.chars().map(plain).collect();
    // A long path is told from another by its end.
    let from = name.len().saturating_sub(NAME_AT_MOST);
    format!("strikeplate-{}.lock", &name[from..])
}

fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn taken(name: &str, file: &mut File) -> RigFault {
    let mut owner = String::new();
    // An owner that has not signed yet stays unnamed.
    let _ = file.take(20).read_to_string(&mut owner);
    let by = match owner.trim() {
        "" => String::new(),
        pid => format!(" (process {pid})"),
    };
    RigFault::new(
        format!("another run is using `{name}`{by}"),
        "wait for its end, or end it",
    )
}

fn unusable(path: &Path, error: &io::Error) -> RigFault {
    RigFault::new(
        format!("cannot lock `{}`: {error}", path.display()),
        "set XDG_RUNTIME_DIR to a folder of your own",
    )
}

const NAME_AT_MOST: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_run_is_told_who_the_first_one_is() {
        let folder = tempfile::tempdir().unwrap();
        let lock: LockAddress = "unix:/run/a lock".parse().unwrap();
        let other: LockAddress = "unix:/run/a_lock".parse().unwrap();
        let first = Exclusive::take_in(folder.path(), &lock).unwrap();
        let fault = Exclusive::take_in(folder.path(), &lock).unwrap_err();
        assert!(
            fault.what.contains(&std::process::id().to_string()),
            "{fault}"
        );
        assert!(Exclusive::take_in(folder.path(), &other).is_ok());
        drop(first);
        assert!(Exclusive::take_in(folder.path(), &lock).is_ok());
    }

    #[test]
    fn a_lock_of_ones_own_is_always_free() {
        let sim = LockAddress::Sim(crate::SimChoice::default());
        let _first = Exclusive::take(&sim).unwrap();
        assert!(Exclusive::take(&sim).is_ok());
    }
}

//! Looks at the bench: what works, what does not, and what to do about it.

use super::bench::Bench;
use super::choice::{BleChoice, Wanted};
use super::find::{describe, find};
use bluer::AddressType;
use bluer::l2cap::{SeqPacket, Socket, SocketAddr};
use boundary::RigFault;
use std::fs::read_to_string;
use std::process::{Command, Stdio};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It works.
    Good,
    /// A run will do, with something less.
    Lacking,
    /// No run can do.
    Broken,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub part: &'static str,
    /// How it is.
    pub health: Health,
    /// What was seen.
    pub seen: String,
    /// What to do about it; empty when it works.
    pub fix: String,
}

impl Finding {
    fn good(part: &'static str, seen: impl Into<String>) -> Self {
        Self::new(part, Health::Good, seen, "")
    }

    fn new(part: &'static str, health: Health, seen: impl Into<String>, fix: &str) -> Self {
        Self {
            part,
            health,
            seen: seen.into(),
            fix: fix.to_owned(),
        }
    }

    fn of(part: &'static str, fault: &RigFault) -> Self {
        Self::new(part, Health::Broken, &fault.what, &fault.fix)
    }
}

/// Looks at everything that a run over `ble:` needs; `lock` stands behind `ble:`.
#[must_use]
pub fn examine(lock: Option<&str>) -> Vec<Finding> {
    let read = |path| read_to_string(path).unwrap_or_default();
    let mut found = vec![
        kernel(
            &read("/proc/sys/kernel/osrelease"),
            std::path::Path::new("/sys/class/bluetooth").exists(),
        ),
        clock(&read(
            "/sys/devices/system/clocksource/clocksource0/current_clocksource",
        )),
        version(&bluetoothd_version()),
        bus(BUS.iter().any(|place| std::path::Path::new(place).exists())),
        configuration(&read("/etc/bluetooth/main.conf")),
        permissions(&read("/proc/self/status")),
    ];
    found.extend(rfkill());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => found.extend(runtime.block_on(air(lock))),
        Err(error) => found.push(Finding::new(
            "threads",
            Health::Broken,
            error.to_string(),
            "",
        )),
    }
    found
}

async fn air(lock: Option<&str>) -> Vec<Finding> {
    let choice = match lock.map(str::parse::<BleChoice>).transpose() {
        Ok(choice) => choice,
        Err(error) => return vec![Finding::new("lock", Health::Broken, error.to_string(), "")],
    };
    let names = choice
        .as_ref()
        .map_or(Vec::new(), |choice| choice.adapters.clone());
    let bench = match Bench::open(&names).await {
        Ok(bench) => bench,
        Err(fault) => return vec![Finding::of("BlueZ", &fault)],
    };
    let gatt = "bluetoothd lets this user call it";
    let mut found = vec![Finding::good("bearer gatt", gatt)];
    for radio in &bench.adapters {
        let seen = format!("{} {}, on", radio.name(), radio.address);
        found.push(Finding::good("adapter", seen));
        found.push(bearer(radio.address));
    }
    if let (Some(choice), Some(radio)) = (choice, bench.adapters.first()) {
        found.push(in_range(radio, &choice.lock).await);
    }
    found
}

async fn in_range(radio: &super::bench::Radio, wanted: &Wanted) -> Finding {
    match find(radio, wanted).await {
        Ok(target) => Finding::good("lock", describe(radio, &target).await),
        Err(fault) => Finding::of("lock", &fault),
    }
}

/// Whether this user may open ATT sockets.
fn bearer(address: bluer::Address) -> Finding {
    let place = SocketAddr {
        addr: address,
        addr_type: AddressType::LePublic,
        psm: 0,
        cid: 4,
    };
    let bound = Socket::<SeqPacket>::new_seq_packet().and_then(|socket| socket.bind(place));
    match bound {
        Ok(()) => Finding::good("bearer att", "ATT sockets open"),
        Err(error) => Finding::new(
            "bearer att",
            Health::Lacking,
            format!("ATT sockets do not open: {error}"),
            "run as root, or use `bearer=gatt`, which needs D-Bus only",
        ),
    }
}

fn kernel(release: &str, bluetooth: bool) -> Finding {
    let release = release.trim();
    match bluetooth {
        true => Finding::good("kernel", format!("{release}, with Bluetooth")),
        false => Finding::new(
            "kernel",
            Health::Broken,
            format!("{release}, without Bluetooth"),
            "load it: `modprobe bluetooth`; cloud kernels and most containers do not have it",
        ),
    }
}

/// Whether there is a system bus. A container has one only when it was given.
fn bus(there: bool) -> Finding {
    match there {
        true => Finding::good("D-Bus", "its system bus is there"),
        false => Finding::new(
            "D-Bus",
            Health::Broken,
            "no system bus",
            "start it: `systemctl start dbus`; a container needs /run/dbus of its host",
        ),
    }
}

fn clock(source: &str) -> Finding {
    match source.trim() {
        "" => Finding::good("clock", "unknown source"),
        slow @ ("jiffies" | "refined-jiffies") => Finding::new(
            "clock",
            Health::Lacking,
            format!("{slow}: milliseconds cannot be told apart"),
            "boot with another clock source, `clocksource=tsc` or `hpet`",
        ),
        fine => Finding::good("clock", fine),
    }
}

fn version(text: &str) -> Finding {
    let number = |text: &str| -> Option<(u32, u32)> {
        let (major, minor) = text.trim().split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    };
    match number(text) {
        Some(version) if version < OLDEST => Finding::new(
            "bluetoothd",
            Health::Lacking,
            format!("version {}", text.trim()),
            "5.60 is the oldest that is known to work: upgrade the package bluez",
        ),
        Some(_) => Finding::good("bluetoothd", format!("version {}", text.trim())),
        None => Finding::new(
            "bluetoothd",
            Health::Lacking,
            "its program was not found",
            "install the package bluez",
        ),
    }
}

/// Settings of `/etc/bluetooth/main.conf` that matter here.
fn configuration(text: &str) -> Finding {
    let lines = text.lines().filter_map(|line| line.trim().split_once('='));
    let set: Vec<(&str, &str)> = lines
        .map(|(name, value)| (name.trim_end(), value.trim_start()))
        .filter(|(name, _)| ["ExchangeMTU", "Cache", "ControllerMode"].contains(name))
        .collect();
    let value = |wanted| set.iter().find(|(name, _)| *name == wanted).map(|of| of.1);
    let mtu = value("ExchangeMTU").and_then(|mtu| mtu.parse::<u16>().ok());
    match mtu {
        _ if value("ControllerMode") == Some("bredr") => Finding::new(
            "configuration",
            Health::Broken,
            "ControllerMode = bredr: Bluetooth Low Energy is off",
            "set `dual` or `le` in /etc/bluetooth/main.conf, and restart bluetoothd",
        ),
        Some(small) if small < 48 => Finding::new(
            "configuration",
            Health::Broken,
            format!("ExchangeMTU = {small}: bluetoothd then registers no adapter"),
            "set 48 or more in /etc/bluetooth/main.conf, and restart bluetoothd",
        ),
        _ if set.is_empty() => Finding::good("configuration", "as it was installed"),
        _ => {
            let told = set.iter().map(|(name, value)| format!("{name} = {value}"));
            Finding::good("configuration", told.collect::<Vec<_>>().join(", "))
        }
    }
}

/// What `/proc/self/status` says of this process's rights.
fn permissions(status: &str) -> Finding {
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let rights = line.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok());
    let has = |one: u64| rights.unwrap_or_default() & one != 0;
    let lacking = match (has(CAP_NET_ADMIN), has(CAP_NET_RAW)) {
        (true, true) => return Finding::good("permissions", "CAP_NET_ADMIN, CAP_NET_RAW"),
        (true, false) => "no CAP_NET_RAW: some kernels then open no raw ATT socket",
        (false, _) => "no CAP_NET_ADMIN: each disconnection takes two seconds",
    };
    Finding::new(
        "permissions",
        Health::Lacking,
        lacking,
        "run as root, or `setcap cap_net_admin,cap_net_raw+ep` on this program",
    )
}

fn rfkill() -> Vec<Finding> {
    let Ok(entries) = std::fs::read_dir("/sys/class/rfkill") else {
        return Vec::new();
    };
    let switches = entries.flatten().map(|entry| entry.path());
    let read = |path: std::path::PathBuf| read_to_string(path).unwrap_or_default();
    switches
        .filter(|path| read(path.join("type")).trim() == "bluetooth")
        .map(|path| switch(&read(path.join("soft")), &read(path.join("hard"))))
        .collect()
}

fn switch(soft: &str, hard: &str) -> Finding {
    match (soft.trim(), hard.trim()) {
        (_, "1") => Finding::new(
            "rfkill",
            Health::Broken,
            "blocked by a switch",
            "turn the machine's radio switch on",
        ),
        ("1", _) => Finding::new(
            "rfkill",
            Health::Broken,
            "blocked",
            "`rfkill unblock bluetooth`",
        ),
        _ => Finding::good("rfkill", "not blocked"),
    }
}

fn bluetoothd_version() -> String {
    const PLACES: &[&str] = &[
        "/usr/libexec/bluetooth/bluetoothd",
        "/usr/lib/bluetooth/bluetoothd",
        "bluetoothd",
    ];
    let outputs = PLACES.iter().filter_map(|place| {
        let mut command = Command::new(place);
        let command = command.arg("--version").stderr(Stdio::null());
        command
            .output()
            .ok()
            .filter(|output| output.status.success())
    });
    let texts = outputs.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    texts.into_iter().next().unwrap_or_default()
}

const OLDEST: (u32, u32) = (5, 60);
const CAP_NET_ADMIN: u64 = 1 << 12;
const CAP_NET_RAW: u64 = 1 << 13;
const BUS: &[&str] = &[
    "/run/dbus/system_bus_socket",
    "/var/run/dbus/system_bus_socket",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_judged_by_what_the_system_says() {
        for (finding, health) in [
            (kernel("6.1.0-56-amd64\n", true), Health::Good),
            (kernel("6.1.0-56-cloud-amd64", false), Health::Broken),
            (clock("tsc\n"), Health::Good),
            (clock("jiffies\n"), Health::Lacking),
            (version("5.66\n"), Health::Good),
            (version("5.50"), Health::Lacking),
            (version(""), Health::Lacking),
            (configuration("#Cache = always\n"), Health::Good),
            (configuration("[GATT]\nExchangeMTU = 23\n"), Health::Broken),
            (configuration("ExchangeMTU=517"), Health::Good),
            (permissions("CapEff:\t000001ffffffffff\n"), Health::Good),
            (permissions("CapEff:\t0000000000000000\n"), Health::Lacking),
            (permissions("CapEff:\t0000000000001000\n"), Health::Lacking),
            (permissions("CapEff:\t0000000000003000\n"), Health::Good),
            (bus(true), Health::Good),
            (bus(false), Health::Broken),
            (configuration("ControllerMode = bredr\n"), Health::Broken),
            (configuration("ControllerMode = dual\n"), Health::Good),
            (switch("0\n", "0\n"), Health::Good),
            (switch("1\n", "0\n"), Health::Broken),
            (switch("0\n", "1\n"), Health::Broken),
        ] {
            assert_eq!(finding.health, health, "{finding:?}");
            assert_eq!(
                finding.fix.is_empty(),
                health == Health::Good,
                "{finding:?}"
            );
        }
    }
}

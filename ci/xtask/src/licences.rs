//! Licences, sources and bans: `cargo deny` where it is installed, the essentials of it elsewhere.

use crate::programs;
use crate::workspace::{self, Package};
use anyhow::{Result, bail};
use std::fs;

/// Checks every package of the tree.
pub(crate) fn check() -> Result<()> {
    if programs::exists("cargo-deny", &["--version"]) {
        let arguments = [
            "deny",
            "--all-features",
            "check",
            "--config",
            "ci/deny.toml",
            "bans",
            "licenses",
            "sources",
        ];
        return programs::cargo(&arguments);
    }
    programs::say(
        "   cargo-deny is not installed: licences and sources are read from cargo metadata",
    );
    let allowed = allowed()?;
    let mut wrong = Vec::new();
    for package in workspace::all()? {
        wrong.extend(trouble(&package, &allowed));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("\n  {}", wrong.join("\n  "))
}

/// The licences of `ci/deny.toml`.
fn allowed() -> Result<Vec<String>> {
    let text = fs::read_to_string("ci/deny.toml")?;
    let list = text
        .split("allow = [")
        .nth(1)
        .and_then(|rest| rest.split(']').next());
    let names = list
        .unwrap_or_default()
        .split(',')
        .map(|name| name.trim().trim_matches('"'));
    Ok(names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect())
}

fn trouble(package: &Package, allowed: &[String]) -> Option<String> {
    let at = format!("{} {}", package.name, package.version);
    if package
        .source
        .as_ref()
        .is_some_and(|source| !source.starts_with("registry+"))
    {
        return Some(format!("{at} does not come from a registry"));
    }
    let Some(licence) = &package.licence else {
        return Some(format!("{at} states no licence"));
    };
    // `OR` needs one that is allowed, `AND` all of them.
    let fits = licence.replace('/', " OR ").split(" AND ").all(|part| {
        let part = part.trim_matches(|c| c == '(' || c == ')' || c == ' ');
        part.split(" OR ").any(|one| {
            allowed
                .iter()
                .any(|name| name == one.trim_matches(|c| "() ".contains(c)))
        })
    });
    (!fits).then(|| format!("{at} has the licence {licence}"))
}

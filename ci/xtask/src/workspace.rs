//! What cargo knows of this workspace.

use crate::programs;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::path::PathBuf;

/// A member of the workspace, or a package that it depends on.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) licence: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) version: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A line in a manifest.
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `dev`, `build`, or none for the usual kind.
    pub(crate) kind: Option<String>,
}

/// The members.
pub(crate) fn members() -> Result<Vec<Package>> {
    packages(&["--no-deps"])
}

/// The members and everything that they depend on.
pub(crate) fn all() -> Result<Vec<Package>> {
    packages(&[])
}

fn packages(more: &[&str]) -> Result<Vec<Package>> {
    let mut arguments = vec!["metadata", "--format-version", "1"];
    arguments.extend(more);
    let text = programs::output(&programs::cargo_name(), &arguments)?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists packages")?;
    packages.iter().map(package).collect()
}

fn package(value: &Value) -> Result<Package> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let manifest = PathBuf::from(text("manifest_path").context("a package has a manifest")?);
    let dependencies = value["dependencies"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    Ok(Package {
        name: text("name").context("a package has a name")?,
        folder: manifest
            .parent()
            .context("a manifest has a folder")?
            .to_owned(),
        licence: text("license"),
        source: text("source"),
        version: text("version").unwrap_or_default(),
        dependencies: dependencies
            .iter()
            .filter_map(|one| {
                Some(Dependency {
                    name: one["name"].as_str()?.to_owned(),
                    kind: one["kind"].as_str().map(str::to_owned),
                })
            })
            .collect(),
    })
}

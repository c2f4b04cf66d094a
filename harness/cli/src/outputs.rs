//! Options for report files: one for each row of the formats' table.

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command, value_parser};
use reports::{Context, FORMATS, Format, Run};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The report files that were asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outputs {
    files: Vec<(&'static Format, PathBuf)>,
}

impl Outputs {
    /// Whether one of them shows the timelines of cases that passed.
    pub(crate) fn want_all(&self) -> bool {
        self.files.iter().any(|(format, _)| format.wants_all)
    }

    /// Writes all of them.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn write(&self, run: &Run, context: &Context) -> anyhow::Result<()> {
        for (format, path) in &self.files {
            write(format, path, run, context)?;
        }
        Ok(())
    }

    /// Fails where a file could not be written, before hours of testing have gone by.
    ///
    /// # Errors
    /// A file cannot be created.
    pub(crate) fn try_out(&self) -> anyhow::Result<()> {
        for (_, path) in &self.files {
            create(path)?;
        }
        Ok(())
    }
}

impl clap::FromArgMatches for Outputs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let asked = |format: &'static Format| {
            let path = matches.get_one::<PathBuf>(format.name)?;
            Some((format, path.clone()))
        };
        let files = file_formats().filter_map(asked).collect();
        Ok(Self { files })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for Outputs {
    fn augment_args(command: Command) -> Command {
        file_formats().fold(command, |command, format| {
            let arg = Arg::new(format.name)
                .long(format.name)
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(format!("Write {}", format.about))
                .help_heading("Reports");
            command.arg(arg)
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Writes one report.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn write(
    format: &Format,
    path: &Path,
    run: &Run,
    context: &Context,
) -> anyhow::Result<()> {
    let mut to = BufWriter::new(create(path)?);
    (format.write)(run, context, &mut to)
        .and_then(|()| to.flush())
        .with_context(|| format!("`{}` cannot be written", path.display()))
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("`{}` cannot be created", path.display()))
}

/// What `run` prints anyway needs no option.
fn file_formats() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| format.name != "console")
}

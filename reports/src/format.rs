//! The table of file formats. A new one is a row here and a file beside it.

use crate::{Context, Run};
use std::io::{self, Write};

/// A way to write a run to a file.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name: `--junit FILE`, `report --format junit`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Whether it shows the timelines of cases that passed.
    pub wants_all: bool,
    /// Writes it.
    pub write: fn(&Run, &Context, &mut dyn Write) -> io::Result<()>,
}

/// Every format, in the order of the help.
pub const FORMATS: &[Format] = &[
    Format {
        name: "junit",
        about: "JUnit XML, as Jenkins, GitLab and GitHub readers show it best",
        wants_all: false,
        write: crate::junit::write,
    },
    Format {
        name: "json",
        about: "JSON with a versioned schema (`strikeplate schema report`)",
        wants_all: false,
        write: crate::json::write,
    },
    Format {
        name: "html",
        about: "one HTML page with a timeline of every case; opens from the disk",
        wants_all: true,
        write: crate::html::write,
    },
    Format {
        name: "console",
        about: "what `run` prints",
        wants_all: false,
        write: |run, context, to| to.write_all(crate::console::whole(run, context).as_bytes()),
    },
];

impl Format {
    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

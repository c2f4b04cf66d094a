//! What is said while a run goes on: a line for each chapter that ends, and a bar where somebody watches.

use crate::Surroundings;
use boundary::VerdictKind;
use indicatif::{ProgressBar, ProgressStyle};
use reports::{Case, Context, Counts, console};

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    /// A line for each case.
    Cases,
    /// A line for each chapter.
    Chapters,
    /// A line for each time that everything ran.
    Rounds,
}

/// The progress of a run.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    detail: Detail,
    /// The chapter or round under way, and its verdicts.
    now: String,
    counts: Counts,
}

impl Progress {
    /// Nothing has run yet.
    pub(crate) fn new(watched: bool, cases: usize, repeat: u32, verbose: bool) -> Self {
        let all = u64::try_from(cases)
            .unwrap_or(u64::MAX)
            .saturating_mul(repeat.into());
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
        let bar = style
            .ok()
            .filter(|_| watched)
            .map(|style| ProgressBar::new(all).with_style(style));
        Self {
            bar,
            detail: match (verbose, repeat) {
                (true, _) => Detail::Cases,
                (false, 0 | 1) => Detail::Chapters,
                (false, _) => Detail::Rounds,
            },
            now: String::new(),
            counts: Counts::new(),
        }
    }

    /// A case has ended.
    pub(crate) fn tell(&mut self, around: &mut Surroundings<'_>, case: &Case, context: &Context) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(case.head.id.clone());
        }
        let now = match self.detail {
            Detail::Cases => return self.say(around, &console::case_line(case, context)),
            Detail::Chapters => case.chapter().to_owned(),
            Detail::Rounds => format!("round {}", case.head.attempt),
        };
        if now != self.now {
            self.line(around, context);
            self.now = now;
        }
        let kind: VerdictKind = case.kind();
        *self.counts.entry(kind).or_default() += 1;
    }

    /// Everything has run.
    pub(crate) fn end(&mut self, around: &mut Surroundings<'_>, context: &Context) {
        self.line(around, context);
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn line(&mut self, around: &mut Surroundings<'_>, context: &Context) {
        let counts = std::mem::take(&mut self.counts);
        if !counts.is_empty() {
            self.say(around, &console::chapter_line(&self.now, &counts, context));
        }
    }

    /// Says something above the bar.
    fn say(&self, around: &mut Surroundings<'_>, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| around.say(text)),
            None => around.say(text),
        }
    }
}

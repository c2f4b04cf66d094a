//! One screen for one failure.

use super::paint::{WIDTH, bold, clean, verdict, wrapped};
use crate::Context;
use crate::excerpt::excerpt;
use crate::run::{Case, Run, attempt_seed};
use crate::timeline::{self, Line};
use boundary::VerdictKind;
use boundary::journal::Failure;
use std::fmt::Write as _;

/// How many messages are shown.
const MESSAGES: usize = 8;

/// Everything needed to understand a failure, or another verdict that is not a pass.
#[must_use]
pub fn screen(run: &Run, case: &Case, context: &Context) -> String {
    let mut out = String::new();
    headline(&mut out, case, context);
    if let Some(failure) = case.end.as_ref().and_then(|end| end.failure.as_ref()) {
        place(&mut out, case, failure, context);
        difference(&mut out, failure);
    } else {
        let _ = writeln!(
            out,
            "  reason    {}",
            wrapped(&case.verdict().reason, 12, 4)
        );
    }
    messages(&mut out, case);
    out.push('\n');
    let _ = writeln!(
        out,
        "  seed      {} (this case: {})",
        attempt_seed(run.head.seed, case.head.attempt),
        case.head.seed
    );
    let _ = writeln!(out, "  alone     {}", again(run, case, context));
    out
}

/// Requirement, id, expected and got on one line: for `Error: ...` on standard error.
#[must_use]
pub fn one_line(case: &Case) -> String {
    let against = case.against().first().map_or("-", |id| id);
    let message = message(case);
    format!("[{against} / {}] {message}", case.head.id)
}

/// The sentence of a verdict: `expected ... got ...` where something came.
pub(crate) fn message(case: &Case) -> String {
    let verdict = case.verdict();
    let failure = case.end.as_ref().and_then(|end| end.failure.as_ref());
    match failure {
        Some(failure) if verdict.reason.is_empty() => clean(&format!(
            "expected {}, got {}",
            failure.expected, failure.actual
        )),
        _ => clean(&verdict.reason),
    }
}

fn headline(out: &mut String, case: &Case, context: &Context) {
    let kind = case.kind();
    let name = kind.name().to_uppercase();
    let _ = writeln!(
        out,
        "{} {}",
        verdict(kind, &name, context.colour),
        bold(&case.head.id, context.colour)
    );
    let _ = writeln!(out, "  {}", wrapped(&case.head.title, 2, 2));
    for id in case.against().iter().take(3) {
        let _ = writeln!(out, "  {}", wrapped(&context.in_words(id), 4, 3));
    }
    if kind == VerdictKind::Error {
        out.push_str("  The rig is at fault here, not the lock.\n");
    }
}

fn place(out: &mut String, case: &Case, failure: &Failure, context: &Context) {
    out.push('\n');
    let head = &case.head;
    let text = context.sources.get(&head.file).map(String::as_str);
    let shown = excerpt(
        &head.file,
        text,
        failure.line,
        failure.column,
        failure.width,
    );
    for row in shown.lines() {
        let _ = writeln!(out, "  {row}");
    }
    for outer in failure.within.iter().take(4) {
        let _ = writeln!(out, "  within {}", clean(outer));
    }
}

/// Expected and actual, then field by field.
fn difference(out: &mut String, failure: &Failure) {
    out.push('\n');
    let _ = writeln!(out, "  expected  {}", wrapped(&failure.expected, 12, 4));
    let _ = writeln!(out, "  actual    {}", wrapped(&failure.actual, 12, 4));
    if let Some(because) = &failure.because {
        let _ = writeln!(out, "  because   {}", wrapped(because, 12, 4));
    }
    if failure.fields.is_empty() {
        return;
    }
    let widest = |of: fn(&boundary::journal::FieldDifference) -> &str, least: usize| {
        let longest = failure.fields.iter().map(|field| of(field).chars().count());
        longest.max().unwrap_or(0).clamp(least, WIDTH / 3)
    };
    let name = widest(|field| &field.field, 5);
    let expected = widest(|field| &field.expected, 8);
    let _ = writeln!(
        out,
        "\n  {:name$}  {:expected$}  actual",
        "field", "expected"
    );
    for field in failure.fields.iter().take(10) {
        let _ = writeln!(
            out,
            "  {:name$}  {:expected$}  {}",
            clean(&field.field),
            clean(&field.expected),
            clean(&field.actual)
        );
    }
    if let Some(more) = failure
        .fields
        .len()
        .checked_sub(10)
        .filter(|more| *more > 0)
    {
        let _ = writeln!(out, "  and {more} more");
    }
}

fn messages(out: &mut String, case: &Case) {
    let last = timeline::last(&case.timeline, MESSAGES);
    if last.is_empty() {
        return;
    }
    out.push_str("\n  the last messages\n");
    for line in &last {
        let _ = writeln!(out, "  {}", message_row(line));
    }
}

fn message_row(line: &Line) -> String {
    let time = format!("{:>14}", line.at.to_string());
    let text = wrapped(&shortened(&line.text), 20, 2);
    if !line.decoded && !line.bytes.is_empty() {
        let bytes: String = line.bytes.chars().take(64).collect();
        return format!("{time} {} {text}: {bytes}", line.way.mark());
    }
    format!("{time} {} {text}", line.way.mark())
}

/// A text whose long runs of hex digits are cut: keys, nonces and authenticators are told by their begin.
fn shortened(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
        if digits.len() > 20 {
            out.push_str(&digits[..8]);
            out.push('…');
            out.push_str(&word[digits.len()..]);
        } else {
            out.push_str(word);
        }
    }
    out
}

/// The command that runs this case alone on the same lock with the same seed.
fn again(run: &Run, case: &Case, context: &Context) -> String {
    let mut command = format!(
        "strikeplate run {} --seed {}",
        quoted(name_of(case)),
        attempt_seed(run.head.seed, case.head.attempt)
    );
    let arguments = if !context.lock_arguments.is_empty() {
        context.lock_arguments.clone()
    } else if run.head.link == "sim" || run.head.link.is_empty() {
        String::new()
    } else {
        format!("--lock {}", quoted(&run.head.link))
    };
    if !arguments.is_empty() {
        command.push(' ');
        command.push_str(&arguments);
    }
    command
}

/// What `strikeplate run` finds the case by: a case that does not ship with the program by its file.
fn name_of(case: &Case) -> &str {
    let (id, file) = (&*case.head.id, &*case.head.file);
    let shipped = file
        .strip_prefix("scenarios/")
        .and_then(|below| below.strip_suffix(".yaml"))
        .is_some_and(|below| id.starts_with(below));
    if shipped || file.is_empty() { id } else { file }
}

/// A word as a shell takes it.
#[must_use]
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", clean(word).replace('\'', r"'\''"))
    }
}

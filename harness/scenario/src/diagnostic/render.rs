//! Diagnostics as text: place, excerpt, caret, advice.

use super::{Diagnostic, Severity};
use crate::span::Span;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};
use std::ops::Range;

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    #[default]
    Plain,
    /// With the escape sequences of a terminal.
    Coloured,
}

/// Writes diagnostics of one file, in the order of the file: the first of them, and how many more there are.
#[must_use]
pub fn render(file: &str, source: &str, diagnostics: &[Diagnostic], colour: Colour) -> String {
    let renderer = match colour {
        Colour::Plain => Renderer::plain(),
        Colour::Coloured => Renderer::styled(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(120);
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|one| one.span);
    let mut texts: Vec<String> = ordered
        .iter()
        .take(SHOWN)
        .map(|one| renderer.render(&[group(file, source, one)]))
        .collect();
    if let Some(more @ 1..) = ordered.len().checked_sub(SHOWN) {
        texts.push(format!("and {more} more in {file}"));
    }
    texts
        .iter()
        .map(|text| format!("{}\n", text.trim_end()))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Nobody reads more at once, and each costs a look at the whole file.
const SHOWN: usize = 100;

fn group<'a>(file: &'a str, source: &'a str, one: &'a Diagnostic) -> Group<'a> {
    let title = level(one.severity)
        .primary_title(&*one.message)
        .id(&*one.rule);
    let group = if one.span == Span::default() {
        title.element(Origin::path(file))
    } else {
        title.element(snippet(file, source, one))
    };
    match &one.help {
        Some(help) => group.element(Element::from(Level::HELP.message(&**help))),
        None => group,
    }
}

fn snippet<'a>(file: &'a str, source: &'a str, one: &'a Diagnostic) -> Snippet<'a, Annotation<'a>> {
    let window = window(source, one);
    let excerpt = &source[window.clone()];
    let lines_before = source[..window.start].matches('\n').count();
    let within = |span: Span| {
        let place = within(source, span);
        place.start - window.start..place.end - window.start
    };
    let primary = AnnotationKind::Primary.span(within(one.span));
    let primary = if one.label.is_empty() {
        primary
    } else {
        primary.label(&*one.label)
    };
    let related = one
        .related
        .iter()
        .map(|(span, label)| AnnotationKind::Context.span(within(*span)).label(&**label));
    Snippet::source(excerpt)
        .path(file)
        .line_start(lines_before + 1)
        .annotation(primary)
        .annotations(related)
}

/// The whole lines that a diagnostic is about, so that a long file costs no more than a short one.
fn window(source: &str, one: &Diagnostic) -> Range<usize> {
    let spans = one.related.iter().map(|(span, _)| *span).chain([one.span]);
    let places: Vec<Range<usize>> = spans.map(|span| within(source, span)).collect();
    let start = places.iter().map(|place| place.start).min().unwrap_or(0);
    let end = places.iter().map(|place| place.end).max().unwrap_or(0);
    let start = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let end = source[end..]
        .find('\n')
        .map_or(source.len(), |at| end + at + 1);
    start..end
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Fail => Level::ERROR.with_name("fail"),
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// The span inside the source, whatever the diagnostic says: on character borders and on one line.
fn within(source: &str, span: Span) -> Range<usize> {
    let border = |mut at: usize| {
        at = at.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = border(span.start);
    let end = border(span.end).max(start);
    let first_line = source[start..end].find('\n').map_or(end, |at| start + at);
    start..source[start..first_line].trim_end().len() + start
}

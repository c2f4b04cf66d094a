//! From the parser's events to the tree.

use super::advice::advice;
use super::places::Places;
use super::{Entry, Kind, Node, Scalar};
use crate::diagnostic::{Diagnostic, rule};
use crate::span::{At, Span};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput};
use std::collections::BTreeMap;

pub(super) fn build(source: &str) -> Result<Node, Vec<Diagnostic>> {
    let mut builder = Builder {
        source,
        places: Places::of(source),
        problems: Vec::new(),
        open: Vec::new(),
        root: None,
        nodes: 0,
    };
    let fatal = builder.run(Parser::new_from_str(source)).err();
    let Builder {
        mut problems, root, ..
    } = builder;
    problems.extend(fatal.map(|boxed| *boxed));
    match root {
        Some(root) if problems.is_empty() => Ok(root),
        None if problems.is_empty() => Err(vec![
            Diagnostic::error(rule::YAML, Span::default(), "the file is empty")
                .help("a scenario begins with `title:`"),
        ]),
        _ => Err(problems),
    }
}

/// The tree under construction.
struct Builder<'s> {
    source: &'s str,
    places: Places,
    problems: Vec<Diagnostic>,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
}

/// A list or a map that has not ended.
struct Open {
    span: Span,
    part: Part,
}

enum Part {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        seen: BTreeMap<String, Span>,
        key: Option<At<String>>,
    },
}

impl<'s> Builder<'s> {
    fn run(&mut self, mut parser: Parser<'s, StrInput<'s>>) -> Result<(), Box<Diagnostic>> {
        while let Some(event) = parser.next_event() {
            let (event, place) = event.map_err(|error| Box::new(self.not_yaml(&error)))?;
            let span = self.places.span(place.start, place.end);
            self.count(span)?;
            self.take(event, span)?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Box<Diagnostic>> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(_) if self.root.is_some() => {
                return Err(Box::new(
                    Diagnostic::error(rule::YAML, self.line(span), "a second document begins here")
                        .help("a file is one scenario: remove `---`, or move the rest to a file of its own"),
                ));
            }
            Event::DocumentStart(_) => {}
            Event::Alias(_) => {
                self.refuse_anchor(span);
                self.add(empty(span));
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse(anchor, tag.is_some(), span);
                let plain = style == ScalarStyle::Plain;
                let span = self.written(span, &text, style);
                let kind = Kind::Scalar(Scalar {
                    text: text.into_owned(),
                    plain,
                });
                self.add(Node { span, kind });
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), span);
                self.begin(span, Part::List(Vec::new()))?;
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), span);
                self.begin(
                    span,
                    Part::Map {
                        entries: Vec::new(),
                        seen: BTreeMap::new(),
                        key: None,
                    },
                )?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
        }
        Ok(())
    }

    fn begin(&mut self, span: Span, part: Part) -> Result<(), Box<Diagnostic>> {
        if self.open.len() >= DEEPEST {
            let message = format!("this is nested more than {DEEPEST} deep");
            return Err(Box::new(Diagnostic::error(rule::TOO_LARGE, span, message)));
        }
        self.open.push(Open { span, part });
        Ok(())
    }

    fn end(&mut self, closing: Span) {
        let Some(Open { mut span, part }) = self.open.pop() else {
            return;
        };
        let last = match &part {
            Part::List(items) => items.last().map(|item| item.span.end),
            Part::Map { entries, .. } => entries
                .last()
                .map(|entry| entry.value.span.end.max(entry.key.span.end)),
        };
        let flow = matches!(self.source.as_bytes().get(span.start), Some(b'{' | b'['));
        span.end = match last {
            Some(last) if !flow => last,
            // The parser counts what follows the bracket on its line as a part of it.
            _ => (closing.start + 1).min(self.source.len()).max(span.start),
        };
        if let (Part::Map { entries, .. }, false) = (&part, flow)
            && let Some(first) = entries.first()
        {
            let end = span.end;
            span = Span {
                end,
                ..first.key.span
            };
        }
        let kind = match part {
            Part::List(items) => Kind::List(items),
            Part::Map { entries, .. } => Kind::Map(entries),
        };
        self.add(Node { span, kind });
    }

    fn add(&mut self, node: Node) {
        match self.open.last_mut().map(|open| &mut open.part) {
            None => self.root = Some(node),
            Some(Part::List(items)) => items.push(node),
            Some(Part::Map {
                key: key @ None, ..
            }) => {
                let word = match node.kind {
                    Kind::Scalar(scalar) => scalar.text,
                    Kind::List(_) | Kind::Map(_) => {
                        self.problems.push(
                            Diagnostic::error(
                                rule::YAML,
                                node.head(),
                                "a key here is a single word",
                            )
                            .help("a value with brackets or braces stands behind a key"),
                        );
                        String::new()
                    }
                };
                *key = Some(At::new(word, node.span));
            }
            Some(Part::Map { entries, seen, key }) => {
                let Some(key) = key.take() else { return };
                if let Some(earlier) = seen.get(&key.value).filter(|_| !key.value.is_empty()) {
                    self.problems.push(
                        Diagnostic::error(
                            rule::DUPLICATE_KEY,
                            key.span,
                            format!("`{}` stands here twice", *key),
                        )
                        .label("again here")
                        .related(*earlier, "first here"),
                    );
                } else {
                    seen.insert(key.value.clone(), key.span);
                    entries.push(Entry { key, value: node });
                }
            }
        }
    }

    fn refuse(&mut self, anchor: usize, tagged: bool, span: Span) {
        if anchor > 0 {
            self.refuse_anchor(span);
        }
        if tagged {
            self.problems.push(
                Diagnostic::error(
                    rule::YAML,
                    span,
                    "tags (`!...`) are not part of this language",
                )
                .help("remove the tag; what a value means is decided by the field it is for"),
            );
        }
    }

    fn refuse_anchor(&mut self, span: Span) {
        self.problems.push(
            Diagnostic::error(
                rule::YAML,
                span,
                "anchors and aliases (`&...`, `*...`) are not part of this language",
            )
            .help("write it out, or use a `table:`, `repeat:` or `for_each:`"),
        );
    }

    fn count(&mut self, span: Span) -> Result<(), Box<Diagnostic>> {
        self.nodes += 1;
        if self.nodes <= MOST_NODES {
            return Ok(());
        }
        let message = format!("the file has more than {MOST_NODES} parts");
        Err(Box::new(Diagnostic::error(rule::TOO_LARGE, span, message)))
    }

    fn not_yaml(&self, error: &ScanError) -> Diagnostic {
        let span = self.places.span(*error.marker(), *error.marker());
        let rest = self.source.get(span.start..).unwrap_or_default();
        let width = rest
            .chars()
            .next()
            .filter(|c| *c != '\n')
            .map_or(0, char::len_utf8);
        let span = Span {
            end: span.start + width,
            ..span
        };
        let advice = advice(self.source, span.start, error.info());
        let said = Diagnostic::error(
            rule::YAML,
            span,
            format!("this is not YAML: {}", error.info()),
        )
        .help(advice.help);
        match advice.opened {
            Some(start) => said.related(
                Span {
                    start,
                    end: start + 1,
                    ..span
                },
                "not closed",
            ),
            None => said,
        }
    }

    /// Where a scalar really begins and ends: the parser adds what follows it, and leaves out a block's `|` or `>`.
    fn written(&self, span: Span, text: &str, style: ScalarStyle) -> Span {
        let written = self.source.get(span.start..span.end).unwrap_or_default();
        match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.with_header(span),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Span {
                end: span.start + quoted(written),
                ..span
            },
            ScalarStyle::Plain if written.starts_with(text) => Span {
                end: span.start + text.len(),
                ..span
            },
            ScalarStyle::Plain => Span {
                end: span.start + written.trim_end().len(),
                ..span
            },
        }
    }

    /// A block text from its `|` or `>` to its last word.
    fn with_header(&self, span: Span) -> Span {
        let before = self.source.get(..span.start).unwrap_or_default().trim_end();
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let line = &before[begin..];
        let Some(at) = line.rfind(" |").max(line.rfind(" >")).map(|at| at + 1) else {
            return span;
        };
        let body = self.source.get(span.start..span.end).unwrap_or_default();
        let below = self.source[begin..span.start].matches('\n').count();
        Span {
            start: begin + at,
            end: (span.start + body.trim_end().len()).max(begin + line.len()),
            line: span
                .line
                .saturating_sub(u32::try_from(below).unwrap_or(u32::MAX))
                .max(1),
            column: u32::try_from(line[..at].chars().count())
                .map_or(1, |column| column.saturating_add(1)),
        }
    }

    fn line(&self, span: Span) -> Span {
        let rest = self.source.get(span.start..).unwrap_or_default();
        let width = rest.lines().next().unwrap_or_default().trim_end().len();
        Span {
            end: span.start + width,
            ..span
        }
    }
}

/// How long the text in quotes is with which this begins.
fn quoted(written: &str) -> usize {
    let mut characters = written.char_indices().peekable();
    let Some((_, quote)) = characters.next() else {
        return 0;
    };
    while let Some((at, character)) = characters.next() {
        let doubled = quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == quote);
        match character {
            '\\' if quote == '"' => _ = characters.next(),
            '\'' if doubled => _ = characters.next(),
            end if end == quote => return at + end.len_utf8(),
            _ => {}
        }
    }
    written.len()
}

fn empty(span: Span) -> Node {
    Node {
        span,
        kind: Kind::Scalar(Scalar {
            text: String::new(),
            plain: true,
        }),
    }
}

/// How deep lists and maps may be nested.
const DEEPEST: usize = 64;
/// How many events a file may consist of.
const MOST_NODES: usize = 100_000;

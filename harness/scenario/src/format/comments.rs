//! Comments and empty lines, and what they belong to.

use crate::syntax::{Kind, Node};
use std::collections::BTreeMap;

/// What stands around the parts of a file.
#[derive(Default)]
pub(super) struct Comments {
    /// Whole lines before the part that begins at this byte.
    before: BTreeMap<usize, Vec<String>>,
    /// Behind the part that begins at this byte, on its line.
    behind: BTreeMap<usize, String>,
    /// Parts with an empty line before them.
    spaced: Vec<usize>,
    /// The line that names the schema, which stays the first.
    pub(super) head: Option<String>,
    /// Whole lines at the end.
    pub(super) last: Vec<String>,
    /// Stretches of the file in which a comment stands.
    places: Vec<usize>,
}

impl Comments {
    pub(super) fn of(source: &str, root: &Node) -> Self {
        let mut parts = Parts {
            source,
            starts: Vec::new(),
            texts: Vec::new(),
        };
        parts.texts(root);
        parts.texts.sort_unstable();
        let mut comments = Self {
            places: parts.comments(),
            ..Self::default()
        };
        parts.starts(root, &comments);
        parts.starts.sort_unstable();
        parts.starts.dedup();
        let (mut offset, mut empty) = (0, false);
        for line in source.split_inclusive('\n') {
            comments.line(line, offset, &parts, &mut empty);
            offset += line.len();
        }
        comments
    }

    fn line(&mut self, line: &str, offset: usize, parts: &Parts<'_>, empty: &mut bool) {
        if parts.inside(offset) {
            *empty = false;
            return;
        }
        let text = line.trim();
        let next = |from: usize| parts.starts.iter().copied().find(|start| *start >= from);
        if text.is_empty() {
            *empty = true;
            return;
        }
        if offset == 0 && text.starts_with("# yaml-language-server:") {
            self.head = Some(text.to_owned());
            return;
        }
        if text.starts_with('#') {
            let lines = match next(offset) {
                Some(start) => {
                    if std::mem::take(empty) && !self.before.contains_key(&start) {
                        self.spaced.push(start);
                    }
                    self.before.entry(start).or_default()
                }
                None => &mut self.last,
            };
            lines.push(text.to_owned());
            return;
        }
        // Behind a dash alone its part begins on a later line.
        if text.bytes().all(|letter| matches!(letter, b'-' | b' ')) {
            return;
        }
        let end = offset + line.len();
        if let (true, Some(start)) = (
            std::mem::take(empty),
            next(offset).filter(|start| *start < end),
        ) && !self.before.contains_key(&start)
        {
            self.spaced.push(start);
        }
        if let Some(at) = parts.hash(line, offset) {
            let owner = parts
                .starts
                .iter()
                .copied()
                .rfind(|start| *start < offset + at);
            let comment = line[at..].trim_end().to_owned();
            match owner {
                Some(owner) => {
                    self.behind.insert(owner, comment);
                }
                None => self.last.push(comment),
            }
        }
    }

    /// The lines before a part.
    pub(super) fn before(&self, start: usize) -> &[String] {
        self.before.get(&start).map_or(&[], Vec::as_slice)
    }

    /// The comment behind a part.
    pub(super) fn behind(&self, start: usize) -> Option<&str> {
        self.behind.get(&start).map(String::as_str)
    }

    /// Whether an empty line stands before a part.
    pub(super) fn is_spaced(&self, start: usize) -> bool {
        self.spaced.contains(&start)
    }

    /// Whether a comment stands within a stretch of the file.
    pub(super) fn within(&self, start: usize, end: usize) -> bool {
        self.places.iter().any(|place| (start..end).contains(place))
    }
}

/// Where the parts of a file begin, and where its texts lie.
struct Parts<'s> {
    source: &'s str,
    /// Entries and items on lines of their own.
    starts: Vec<usize>,
    texts: Vec<(usize, usize)>,
}

impl Parts<'_> {
    fn texts(&mut self, node: &Node) {
        match &node.kind {
            Kind::Scalar(_) => self.texts.push((node.span.start, node.span.end)),
            Kind::List(items) => items.iter().for_each(|item| self.texts(item)),
            Kind::Map(entries) => {
                for entry in entries {
                    self.texts.push((entry.key.span.start, entry.key.span.end));
                    self.texts(&entry.value);
                }
            }
        }
    }

    /// Braces without a comment inside are one part, whatever they hold.
    fn starts(&mut self, node: &Node, comments: &Comments) {
        let (start, end) = (node.span.start, node.span.end);
        let flow = matches!(self.source.as_bytes().get(start), Some(b'{' | b'['));
        if flow && !comments.within(start, end) {
            return;
        }
        match &node.kind {
            Kind::Scalar(_) => {}
            Kind::List(items) => {
                for item in items {
                    self.starts.push(item.span.start);
                    self.starts(item, comments);
                }
            }
            Kind::Map(entries) => {
                for entry in entries {
                    self.starts.push(entry.key.span.start);
                    self.starts(&entry.value, comments);
                }
            }
        }
    }

    /// Where comments begin.
    fn comments(&self) -> Vec<usize> {
        let mut offset = 0;
        let mut places = Vec::new();
        for line in self.source.split_inclusive('\n') {
            let whole = line.trim_start().starts_with('#') && !self.inside(offset);
            let at = if whole {
                line.find('#')
            } else {
                self.hash(line, offset)
            };
            places.extend(at.map(|at| offset + at));
            offset += line.len();
        }
        places
    }

    /// Whether the byte lies within a text that began before it.
    fn inside(&self, at: usize) -> bool {
        let upto = self.texts.partition_point(|(start, _)| *start < at);
        self.texts[..upto].last().is_some_and(|(_, end)| at < *end)
    }

    /// Where in the line a comment begins behind something else.
    fn hash(&self, line: &str, offset: usize) -> Option<usize> {
        let hashes = line.match_indices('#').map(|(at, _)| at);
        hashes
            .filter(|at| line[..*at].ends_with([' ', '\t']))
            .find(|at| !self.inside(offset + at))
    }
}

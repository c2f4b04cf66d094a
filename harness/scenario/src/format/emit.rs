//! Writing the tree.

use super::comments::Comments;
use super::scalar::{folded, inline};
use crate::syntax::{Entry, Kind, Node, Scalar};

/// Writes a file.
pub(super) fn write(root: &Node, source: &str) -> String {
    let mut writer = Writer {
        source,
        comments: Comments::of(source, root),
        out: String::new(),
    };
    if let Some(head) = writer.comments.head.take() {
        writer.line(&head, 0);
    }
    match &root.kind {
        Kind::Map(entries) => writer.entries(entries, 0, false),
        Kind::List(items) => writer.items(items, 0),
        Kind::Scalar(_) => return source.to_owned(),
    }
    for line in std::mem::take(&mut writer.comments.last) {
        writer.line(&line, 0);
    }
    writer.out
}

struct Writer<'s> {
    source: &'s str,
    comments: Comments,
    out: String,
}

impl Writer<'_> {
    /// Keys, one a line; the first may stand behind a dash.
    fn entries(&mut self, entries: &[Entry], indent: usize, behind_dash: bool) {
        for (at, entry) in entries.iter().enumerate() {
            let start = entry.key.span.start;
            if at > 0 || !behind_dash {
                self.above(start, indent);
                self.pad(indent);
            }
            self.out += &inline(&entry.key.value, true, false);
            self.out.push(':');
            self.value(&entry.value, indent, start);
        }
    }

    /// Items, each behind a dash.
    fn items(&mut self, items: &[Node], indent: usize) {
        for item in items {
            let start = item.span.start;
            self.above(start, indent);
            self.pad(indent);
            self.out.push('-');
            match (&item.kind, self.flow(item, indent + 2)) {
                (Kind::Map(entries), None) => {
                    self.out.push(' ');
                    self.entries(entries, indent + 2, true);
                }
                _ => self.value(item, indent, start),
            }
        }
    }

    /// What stands behind a key or a dash, with its comment, up to the end of its last line.
    fn value(&mut self, node: &Node, indent: usize, owner: usize) {
        let behind = self
            .comments
            .behind(owner)
            .map(|comment| format!("  {comment}"))
            .unwrap_or_default();
        if let Some(text) = self.flow(node, self.column()) {
            if !text.is_empty() {
                self.out.push(' ');
            }
            self.out += &text;
            self.out += &behind;
            self.out.push('\n');
            return;
        }
        match &node.kind {
            Kind::Scalar(scalar) => self.block_text(node, scalar, indent, &behind),
            Kind::List(items) => {
                self.out += &behind;
                self.out.push('\n');
                self.items(items, indent + 2);
            }
            Kind::Map(entries) => {
                self.out += &behind;
                self.out.push('\n');
                self.entries(entries, indent + 2, false);
            }
        }
    }

    /// The node on one line, if it was written so, fits, and has no comment inside.
    fn flow(&self, node: &Node, column: usize) -> Option<String> {
        let text = match &node.kind {
            Kind::Scalar(scalar) if self.is_block_text(node) || scalar.text.contains('\n') => {
                return None;
            }
            Kind::Scalar(scalar) => inline(&scalar.text, scalar.plain, false),
            Kind::List(_) | Kind::Map(_) => {
                let written_so = matches!(
                    self.source.as_bytes().get(node.span.start),
                    Some(b'{' | b'[')
                );
                if !written_so || self.comments.within(node.span.start, node.span.end) {
                    return None;
                }
                self.braces(node)?
            }
        };
        let most = match &node.kind {
            Kind::Scalar(scalar) if folded(&scalar.text, COLUMNS).is_none() => usize::MAX,
            Kind::Scalar(_) => COLUMNS,
            Kind::List(_) | Kind::Map(_) => BRACES,
        };
        (column + 1 + text.chars().count() <= most).then_some(text)
    }

    /// `{a: b}` and `[a, b]`.
    fn braces(&self, node: &Node) -> Option<String> {
        match &node.kind {
            Kind::Scalar(scalar) if self.is_block_text(node) || scalar.text.contains('\n') => None,
            Kind::Scalar(scalar) => Some(inline(&scalar.text, scalar.plain, true)),
            Kind::List(items) => {
                let items: Option<Vec<String>> =
                    items.iter().map(|item| self.braces(item)).collect();
                Some(format!("[{}]", items?.join(", ")))
            }
            Kind::Map(entries) => {
                let entry = |entry: &Entry| {
                    let key = inline(&entry.key.value, true, true);
                    let value = self.braces(&entry.value)?;
                    Some(if value.is_empty() {
                        format!("{key}:")
                    } else {
                        format!("{key}: {value}")
                    })
                };
                let entries: Option<Vec<String>> = entries.iter().map(entry).collect();
                Some(format!("{{{}}}", entries?.join(", ")))
            }
        }
    }

    /// A text of several lines: as it was written, or folded where it is one long line.
    fn block_text(&mut self, node: &Node, scalar: &Scalar, indent: usize, behind: &str) {
        let written = &self.source[node.span.start..node.span.end];
        if self.is_block_text(node) {
            let mut lines = written.lines();
            let header = lines.next().unwrap_or_default();
            let body: Vec<&str> = lines.collect();
            self.out += &format!(" {}{behind}\n", header.trim_end());
            self.reindented(&body, indent + 2);
        } else if let Some(lines) = folded(&scalar.text, COLUMNS - indent - 2) {
            self.out += &format!(" >-{behind}\n");
            for line in lines {
                self.line(&line, indent + 2);
            }
        } else {
            let text = inline(&scalar.text, false, false);
            self.out += &format!(" {text}{behind}\n");
        }
    }

    /// Lines with their common indentation replaced.
    fn reindented(&mut self, lines: &[&str], indent: usize) {
        let blank = |line: &&&str| line.trim().is_empty();
        let depth = |line: &&str| line.len() - line.trim_start_matches(' ').len();
        let common = lines
            .iter()
            .filter(|line| !blank(line))
            .map(depth)
            .min()
            .unwrap_or(0);
        let last = lines
            .iter()
            .rposition(|line| !line.trim().is_empty())
            .map_or(0, |at| at + 1);
        for line in &lines[..last] {
            if line.trim().is_empty() {
                self.out.push('\n');
            } else {
                self.line(line.get(common..).unwrap_or_default().trim_end(), indent);
            }
        }
    }

    fn is_block_text(&self, node: &Node) -> bool {
        let plain = matches!(&node.kind, Kind::Scalar(scalar) if scalar.plain);
        !plain
            && matches!(
                self.source.as_bytes().get(node.span.start),
                Some(b'|' | b'>')
            )
    }

    /// Empty line and comments before a part.
    fn above(&mut self, start: usize, indent: usize) {
        if self.comments.is_spaced(start) && !self.out.is_empty() {
            self.out.push('\n');
        }
        for comment in self.comments.before(start).to_vec() {
            self.line(&comment, indent);
        }
    }

    fn line(&mut self, text: &str, indent: usize) {
        self.pad(indent);
        self.out += text;
        self.out.push('\n');
    }

    fn pad(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    /// Characters on the line so far.
    fn column(&self) -> usize {
        self.out
            .rsplit('\n')
            .next()
            .map_or(0, |line| line.chars().count())
    }
}

/// The longest line of a text.
const COLUMNS: usize = 120;
/// The longest line that ends in a brace.
const BRACES: usize = 100;

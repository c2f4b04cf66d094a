//! Spoiling, ways of writing, commands by variable.

use super::{For, Scope};
use crate::ast::{CommandName, Crc, Edit, KeyChoice, LengthChoice, Spoil, TagChoice, Value};
use crate::diagnostic::{Diagnostic, nearest, rule};
use crate::span::{At, Span};
use boundary::{Capability, WriteKind};
use wire::Command;
use wire::field::Kind;

impl Scope<'_> {
    /// What is made wrong.
    #[expect(
        clippy::too_many_lines,
        reason = "one paragraph for each part of a message"
    )]
    pub(crate) fn spoil(&mut self, spoil: &At<Spoil>) {
        let wrong = &spoil.value;
        for edit in [&wrong.payload, &wrong.ciphertext, &wrong.message]
            .into_iter()
            .flatten()
        {
            self.edit(edit);
        }
        if let Some(command) = &wrong.command {
            self.value(
                command,
                Some(For {
                    name: "command",
                    kind: Kind::Command,
                }),
            );
        }
        for id in [&wrong.inner_auth_id, &wrong.auth_id].into_iter().flatten() {
            self.user_or(id, Kind::U32, "an authorization id");
        }
        if let Some(At {
            value: Crc::Is(value),
            span,
        }) = &wrong.crc
        {
            self.value(
                &At::new(value.clone(), *span),
                Some(For {
                    name: "crc",
                    kind: Kind::U16,
                }),
            );
        }
        if let Some(At {
            value: KeyChoice::Is(value),
            span,
        }) = &wrong.key
        {
            self.user_or(&At::new(value.clone(), *span), Kind::Bytes(32), "a key");
        }
        if let Some(nonce) = &wrong.nonce {
            self.value(
                nonce,
                Some(For {
                    name: "nonce",
                    kind: Kind::Bytes(24),
                }),
            );
        }
        match wrong
            .length
            .as_ref()
            .map(|length| (&length.value, length.span))
        {
            Some((LengthChoice::Add(by), _)) => self.number(by),
            Some((LengthChoice::Is(value), span)) => {
                self.value(
                    &At::new(value.clone(), span),
                    Some(For {
                        name: "length",
                        kind: Kind::U16,
                    }),
                );
            }
            Some((LengthChoice::BigEndian, _)) | None => {}
        }
        if let Some(At {
            value: TagChoice::Edit(edit),
            ..
        }) = &wrong.tag
        {
            self.edit(edit);
        }
    }

    fn edit(&mut self, edit: &Edit) {
        for number in [&edit.keep, &edit.cut, &edit.flip, &edit.mask]
            .into_iter()
            .flatten()
        {
            self.number(number);
        }
        for bytes in [&edit.replace, &edit.append].into_iter().flatten() {
            self.bytes(bytes);
        }
        if let (Some(mask), None) = (&edit.mask, &edit.flip) {
            let said = Diagnostic::error(rule::MISSING_KEY, mask.span, "`mask` needs `flip`")
                .help("`flip` says which byte: `{flip: 0, mask: 0x80}`");
            self.note(said);
        }
    }

    /// A value, or the name of a user whose own is meant.
    fn user_or(&mut self, value: &At<Value>, kind: Kind, what: &str) {
        match &value.value {
            Value::Word(word) if self.has_user(word) => {}
            Value::Word(word) if super::literal::hex_len(word).is_none() => {
                let names = self.user_names();
                let said = Diagnostic::error(
                    rule::UNKNOWN_USER,
                    value.span,
                    format!("`{word}` is no user here, and not {what}"),
                )
                .help(format!("there is {names}"));
                self.note(said);
            }
            _ => self.value(value, Some(For { name: what, kind })),
        }
    }

    /// How bytes are written.
    pub(crate) fn written(&mut self, kind: Option<&At<WriteKind>>, pieces: &[At<u32>]) {
        if kind.is_some_and(|kind| kind.value == WriteKind::Command) {
            self.need(Capability::WriteCommand);
        }
        if let Some(nothing) = pieces
            .iter()
            .find(|piece| piece.value == 0 || piece.value > 512)
        {
            self.error(
                rule::WRONG_VALUE,
                nothing.span,
                "a piece has 1 to 512 bytes",
            );
        }
        if let (Some(piece), Some(kind)) = (pieces.first(), kind)
            && kind.value == WriteKind::Long
        {
            let said = Diagnostic::error(
                rule::IMPOSSIBLE,
                piece.span,
                "a long write is in pieces already",
            )
            .related(kind.span, "a long write");
            self.note(said);
        }
    }

    /// The command, unless a variable holds its name.
    pub(crate) fn command(&mut self, name: &At<CommandName>) -> Option<Command> {
        match &name.value {
            CommandName::Is(command) => Some(*command),
            CommandName::Var(variable) => {
                let value = At::new(Value::Var(variable.clone()), name.span);
                self.value(
                    &value,
                    Some(For {
                        name: "the step",
                        kind: Kind::Command,
                    }),
                );
                None
            }
        }
    }

    /// A message that is asked for comes from a lock.
    #[expect(
        clippy::wrong_self_convention,
        reason = "it asks whether a message comes from the lock"
    )]
    pub(crate) fn from_lock(&mut self, message: Command, span: Span) {
        if !message.spec().from_lock.is_empty() {
            return;
        }
        let comes = Command::ALL
            .iter()
            .filter(|command| !command.spec().from_lock.is_empty());
        let bare = message
            .name()
            .trim_start_matches("request_")
            .trim_start_matches("set_");
        let said = Diagnostic::error(
            rule::WRONG_DIRECTION,
            span,
            format!("`{message}` goes to the lock and never comes from it"),
        )
        .meant(nearest(bare, comes.map(|command| command.name())));
        self.note(said);
    }
}

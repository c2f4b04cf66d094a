//! What a line of an attached lock says.

use crate::protocol::{Advanced, HelloFromLock};
use boundary::FromLock;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A line that is a message of the protocol.
#[derive(Debug, PartialEq)]
pub(super) enum Said {
    Hello(Box<HelloFromLock>),
    Advanced(Advanced),
    Lock(FromLock),
}

/// Whether a line is a message of the attached-lock protocol.
///
/// # Errors
/// It is not: completes the sentence "the line ...".
pub fn understands(line: &str) -> Result<(), String> {
    read(line).map(|_| ())
}

/// Reads a line; the error completes the sentence "the line ...".
pub(super) fn read(line: &str) -> Result<Said, String> {
    if line.starts_with("{\"advanced\"")
        && let Ok(only) = serde_json::from_str::<OnlyAdvanced>(line)
    {
        return Ok(Said::Advanced(only.advanced));
    }
    match serde_json::from_str(line) {
        Ok(message) => Ok(Said::Lock(message)),
        Err(_) => read_closely(line),
    }
}

/// The most frequent line of a virtual clock, read without a detour.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OnlyAdvanced {
    advanced: Advanced,
}

fn read_closely(line: &str) -> Result<Said, String> {
    let value: Value =
        serde_json::from_str(line).map_err(|error| format!("is not JSON ({error})"))?;
    let Value::Object(object) = value else {
        return Err("is JSON, but not an object".into());
    };
    let mut members = object.iter();
    let (Some((name, body)), None) = (members.next(), members.next()) else {
        let names: Vec<_> = object
            .keys()
            .take(8)
            .map(|key| format!("`{key}`"))
            .collect();
        return Err(format!(
            "has {} keys ({}), expected one: the message's name",
            object.len(),
            names.join(", ")
        ));
    };
    match name.as_str() {
        "hello" => body_of(name, body.clone()).map(|hello| Said::Hello(Box::new(hello))),
        "advanced" => body_of(name, body.clone()).map(Said::Advanced),
        _ => Err(why_no_message(name, body)),
    }
}

fn body_of<T: DeserializeOwned>(name: &str, body: Value) -> Result<T, String> {
    serde_json::from_value(body).map_err(|error| format!("is not a legal `{name}` ({error})"))
}

/// The line was refused as a whole: once more, for a reason that names the culprit.
fn why_no_message(name: &str, body: &Value) -> String {
    let alone: Map<_, _> = [(name.to_owned(), body.clone())].into_iter().collect();
    match serde_json::from_value::<FromLock>(Value::Object(alone)) {
        Ok(_) => format!("has the key `{name}` twice"),
        Err(error) if error.to_string().starts_with("unknown variant") => {
            format!("is a message that the protocol does not have ({error})")
        }
        Err(error) => format!("is not a legal `{name}` ({error})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use boundary::{Conn, Id};

    fn wrong(line: &str) -> String {
        read(line).unwrap_err()
    }

    #[test]
    fn messages_are_read() {
        assert_eq!(
            read(r#" {"written":{"conn":1,"id":2,"more":{}}} "#).unwrap(),
            Said::Lock(FromLock::Written {
                conn: Conn(1),
                id: Id(2)
            })
        );
        let advanced = Advanced {
            id: Id(3),
            at_us: 9,
        };
        for line in [
            r#"{"advanced":{"id":3,"at_us":9}}"#,
            r#" { "advanced" : {"at_us":9,"id":3,"x":1} }"#,
        ] {
            assert_eq!(read(line).unwrap(), Said::Advanced(advanced.clone()));
        }
        let Said::Hello(hello) = read(r#"{"hello":{"protocol":1,"clock":"real"}}"#).unwrap() else {
            panic!("it is a hello");
        };
        assert!(hello.capabilities.is_empty() && hello.profile.is_none());
    }

    #[test]
    fn nonsense_is_named() {
        assert!(wrong("").contains("is not JSON"));
        assert!(wrong("Segmentation fault").contains("is not JSON"));
        assert!(wrong("[1]").contains("not an object"));
        assert!(wrong("{}").contains("has 0 keys"));
        assert!(
            wrong(r#"{"written":{"conn":1,"id":2},"done":{"id":1}}"#)
                .contains("has 2 keys (`done`, `written`)")
        );
        assert!(wrong(r#"{"teleported":{"conn":1}}"#).contains("expected one of `connected`"));
        assert!(wrong(r#"{"written":{"conn":"one","id":2}}"#).contains("not a legal `written`"));
        assert!(wrong(r#"{"written":{"conn":1}}"#).contains("missing field `id`"));
        assert!(wrong(r#"{"advanced":{"id":1}}"#).contains("missing field `at_us`"));
        assert!(wrong(r#"{"hello":{"protocol":1,"clock":"lunar"}}"#).contains("lunar"));
        assert!(wrong(r#"{"done":{"id":1},"done":{"id":2}}"#).contains("`done` twice"));
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(wrong(&deep).contains("is not JSON"));
    }
}

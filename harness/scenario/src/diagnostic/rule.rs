//! The rules by their names.

macro_rules! rules {
    ($($constant:ident = $name:literal, $meaning:literal;)*) => {
        $(#[doc = concat!("`", $name, "`: ", $meaning, ".")] pub const $constant: &str = $name;)*

        /// Every rule with its meaning, in the order of the table.
        pub const ALL: &[(&str, &str)] = &[$(($name, $meaning),)*];
    };
}

rules! {
    YAML = "yaml", "the file is not YAML, or uses a part of YAML that the language leaves out";
    TOO_LARGE = "too-large", "the file, or what its loops come to, exceeds a bound";
    DUPLICATE_KEY = "duplicate-key", "a map gives a key twice";
    UNKNOWN_KEY = "unknown-key", "a map does not take this key";
    MISSING_KEY = "missing-key", "a map needs a key that is not there";
    WRONG_SHAPE = "wrong-shape", "a list, a map or a word stands where another of these is wanted";
    UNKNOWN_VERB = "unknown-verb", "a step begins with a word that is no step";
    VERB_FIRST = "verb-first", "a step's verb is not its first key";
    UNKNOWN_WORD = "unknown-word", "a word is none of those that can stand there";
    UNKNOWN_COMMAND = "unknown-command", "the lock's API has no command of that name";
    UNKNOWN_FIELD = "unknown-field", "the command has no field of that name";
    UNKNOWN_CODE = "unknown-code", "the field's code has no value of that name";
    WRONG_VALUE = "wrong-value", "a value that does not fit what it is for";
    WRONG_DURATION = "wrong-duration", "a length of time that is not written as one";
    WRONG_NAME = "wrong-name", "a name with characters that names do not have";
    UNKNOWN_VARIABLE = "unknown-variable", "a variable is used that nothing before it defines";
    UNUSED_VARIABLE = "unused-variable", "a variable is defined and never used";
    UNKNOWN_MARK = "unknown-mark", "a mark is used that nothing before it sets";
    UNKNOWN_LIST = "unknown-list", "a list is tested that nothing before it filled";
    UNKNOWN_USER = "unknown-user", "a user is named that nothing before made";
    UNKNOWN_CLIENT = "unknown-client", "a client is named that nothing before connected";
    UNKNOWN_REQUIREMENT = "unknown-requirement", "the catalogue has no requirement of that id";
    NO_REQUIREMENT = "no-requirement", "a scenario that decides on no requirement";
    NO_JUDGEMENT = "no-judgement", "a scenario or a step that judges nothing";
    UNREACHABLE = "unreachable", "an expectation that can never decide anything";
    IMPOSSIBLE = "impossible", "a step that no lock could pass, or that cannot be done";
    WRONG_DIRECTION = "wrong-direction", "a message that does not travel this way";
    DUPLICATE_ID = "duplicate-id", "an id that another file or row has already";
    UNKNOWN_NEED = "unknown-need", "a need that is no capability and no claim";
    TOO_FINE = "too-fine", "an assertion finer than the link's clock can tell";
    SCHEMA_LINE = "schema-line", "the first line does not name the schema for editors";
    FORMAT = "format", "the file is not written as the formatter writes it";
}

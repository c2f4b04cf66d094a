use super::*;

fn field(kind: Kind, range: Option<Range>) -> Field {
    Field {
        name: "anything",
        kind,
        unit: None,
        range,
        presence: Presence::Always,
        doc: "",
    }
}

fn allows(kind: Kind, value: Value<'_>) -> bool {
    field(kind, None).allows(Api::V1_10, value)
}

#[test]
fn numbers_of_either_sign_stay_within_their_range() {
    let range = Range { min: -20, max: 20 };
    let field = field(Kind::I16, Some(range));
    for (number, right) in [
        (-21, false),
        (-20, true),
        (0, true),
        (20, true),
        (21, false),
    ] {
        let allowed = field.allows(Api::V1_10, Value::Int(number));
        assert_eq!(allowed, right, "{number}");
    }
    assert!(allows(Kind::I8, Value::Int(-128)) && !allows(Kind::I8, Value::Int(-129)));
    assert!(allows(Kind::U8, Value::Uint(255)) && !allows(Kind::U8, Value::Uint(256)));
}

#[test]
fn floats_are_finite() {
    assert!(allows(Kind::F32, Value::Float(52.5)));
    assert!(!allows(Kind::F32, Value::Float(f32::NAN)));
    assert!(!allows(Kind::F32, Value::Float(f32::INFINITY)));
}

#[test]
fn dates_and_times_are_of_the_calendar_and_the_clock() {
    let date = DateTime {
        year: 2024,
        month: 2,
        day: 29,
        ..DateTime::default()
    };
    let none = DateTime { year: 2023, ..date };
    assert!(allows(Kind::DateTime, Value::DateTime(date)));
    assert!(!allows(Kind::DateTime, Value::DateTime(none)));
    for (hour, minute, right) in [
        (0, 0, true),
        (23, 59, true),
        (24, 0, false),
        (25, 0, false),
        (0, 60, false),
        (24, 60, false),
    ] {
        let time = TimeOfDay { hour, minute };
        assert_eq!(allows(Kind::TimeOfDay, Value::Time(time)), right, "{time}");
    }
}

#[test]
fn texts_fit_and_are_utf8_and_bytes_are_as_many_as_wanted() {
    let text = |bytes: &[u8]| allows(Kind::Text(4), Value::Bytes(bytes));
    assert!(text(b"") && text(b"Anna") && text(b"Ann\0"));
    assert!(!text(b"Annas") && !text(b"\xFF"));
    let bytes = |bytes: &[u8]| allows(Kind::Bytes(2), Value::Bytes(bytes));
    assert!(bytes(&[0xFF, 0]));
    assert!(!bytes(&[1]) && !bytes(&[1, 2, 3]));
    assert!(allows(Kind::Rest, Value::Bytes(&[])) && allows(Kind::Rest, Value::Bytes(&[1; 9])));
}

#[test]
fn values_of_another_kind_are_not_allowed() {
    assert!(!allows(Kind::Rest, Value::Float(1.0)));
    assert!(!allows(Kind::F32, Value::Bytes(&[0; 4])));
    assert!(!allows(
        Kind::TimeOfDay,
        Value::DateTime(DateTime::default())
    ));
}

#[test]
fn a_text_longer_than_its_field_has_no_size() {
    assert_eq!(Kind::Text(4).size_of(Value::Bytes(b"Ann")).ok(), Some(4));
    assert!(Kind::Text(4).size_of(Value::Bytes(b"Annas")).is_err());
}

#[test]
fn a_value_gives_only_what_it_is() {
    let date = DateTime {
        year: 2017,
        ..DateTime::default()
    };
    let (uint, int) = (Value::Uint(7), Value::Int(-7));
    assert_eq!((uint.uint(), int.uint()), (Some(7), None));
    assert_eq!((uint.integer(), int.integer()), (Some(7), Some(-7)));
    assert_eq!((Value::Float(7.0).integer(), uint.bytes()), (None, None));
    assert_eq!(Value::Bytes(&[7, 8]).bytes(), Some(&[7, 8][..]));
    assert_eq!(Value::DateTime(date).date_time(), Some(date));
    assert_eq!(uint.date_time(), None);
}

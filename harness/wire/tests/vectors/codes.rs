//! The named values of each code are the document's, and each has the version that brought it.

use serde_json::{Map, Value};
use std::borrow::ToOwned;
use std::string::{String, ToString};
use std::vec::Vec;
use wire::code::{
    BatteryType, ButtonAction, CodeSet, Completion, DstMode, ErrorCode, FobAction, IdType,
    LockAction, LockState, LogType, NukiState, SortOrder, StatusCode, Trigger,
};

#[cfg_attr(test, test)]
pub(crate) fn each_code_has_the_documents_values() {
    let codes = codes();
    let sets = sets();
    assert_eq!(codes.len(), sets.len());
    for set in sets {
        let said = codes[set.name].as_object().unwrap();
        let mut names: Vec<_> = set
            .names
            .iter()
            .map(|known| {
                let value = format!("0x{:02X}", known.value);
                (value, known.name.to_owned(), known.since.to_string())
            })
            .collect();
        names.sort_unstable();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut said: Vec<_> = said
            .iter()
            .map(|(value, known)| (value.clone(), text(&known[0]), text(&known[1])))
            .collect();
        said.sort_unstable();
        assert_eq!(names, said, "{}", set.name);
    }
}

#[cfg_attr(test, test)]
pub(crate) fn constants_are_spelt_like_their_names() {
    assert_eq!(ErrorCode::BAD_NONCE, ErrorCode(0x22));
    assert_eq!(LockState::MOTOR_BLOCKED, LockState(0xFE));
    assert_eq!(LockAction::LOCK_N_GO_WITH_UNLATCH, LockAction(0x05));
    assert_eq!(StatusCode::ACCEPTED, StatusCode(0x01));
    for known in ErrorCode::NAMES {
        let code = ErrorCode::from_name(known.name).unwrap();
        assert_eq!(u16::from(code.0), known.value, "{}", known.name);
    }
}

fn sets() -> [&'static CodeSet; 14] {
    [
        ErrorCode::SET,
        StatusCode::SET,
        NukiState::SET,
        LockState::SET,
        Trigger::SET,
        LockAction::SET,
        Completion::SET,
        IdType::SET,
        LogType::SET,
        SortOrder::SET,
        FobAction::SET,
        ButtonAction::SET,
        BatteryType::SET,
        DstMode::SET,
    ]
}

fn codes() -> Map<String, Value> {
    serde_json::from_str(include_str!("../../vectors/codes.json")).unwrap()
}

//! Answers of the layer below.

use super::code;

code! {
    /// Why a write or subscription failed below the protocol (Bluetooth Core, Vol 3, Part F, 3.4.1.1).
    AttError att_error {
        0x01 INVALID_HANDLE invalid_handle V1_10 "no such attribute handle";
        0x02 READ_NOT_PERMITTED read_not_permitted V1_10 "it may not be read";
        0x03 WRITE_NOT_PERMITTED write_not_permitted V1_10 "it may not be written";
        0x04 INVALID_PDU invalid_pdu V1_10 "the request is malformed";
        0x05 INSUFFICIENT_AUTHENTICATION insufficient_authentication V1_10 "the link must be authenticated";
        0x06 REQUEST_NOT_SUPPORTED request_not_supported V1_10 "the server does not know the request";
        0x07 INVALID_OFFSET invalid_offset V1_10 "the offset lies past the value's end";
        0x08 INSUFFICIENT_AUTHORIZATION insufficient_authorization V1_10 "the client may not";
        0x09 PREPARE_QUEUE_FULL prepare_queue_full V1_10 "too many prepared writes";
        0x0A ATTRIBUTE_NOT_FOUND attribute_not_found V1_10 "no attribute in that range";
        0x0B ATTRIBUTE_NOT_LONG attribute_not_long V1_10 "the attribute has no long form";
        0x0C ENCRYPTION_KEY_SIZE_TOO_SHORT encryption_key_size_too_short V1_10 "the link's key is too short";
        0x0D INVALID_VALUE_LENGTH invalid_value_length V1_10 "the value has the wrong length";
        0x0E UNLIKELY_ERROR unlikely_error V1_10 "something that should not happen";
        0x0F INSUFFICIENT_ENCRYPTION insufficient_encryption V1_10 "the link must be encrypted";
        0x10 UNSUPPORTED_GROUP_TYPE unsupported_group_type V1_10 "not a grouping attribute";
        0x11 INSUFFICIENT_RESOURCES insufficient_resources V1_10 "the server has no room";
        0x12 DATABASE_OUT_OF_SYNC database_out_of_sync V1_10 "the client's picture of the server is stale";
        0x13 VALUE_NOT_ALLOWED value_not_allowed V1_10 "the value is not allowed";
        0xFC WRITE_REQUEST_REJECTED write_request_rejected V1_10 "the write is refused";
        0xFD CCCD_IMPROPERLY_CONFIGURED cccd_improperly_configured V1_10 "indications are not switched on as they must be";
        0xFE PROCEDURE_IN_PROGRESS procedure_in_progress V1_10 "another procedure is under way";
        0xFF OUT_OF_RANGE out_of_range V1_10 "the value is out of range";
    }
}

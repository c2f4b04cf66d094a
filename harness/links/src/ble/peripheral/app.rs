//! The lock's services as a GATT application of bluetoothd.

use super::order::{Order, Written, kind};
use bluer::gatt::local::{
    Application, Characteristic, CharacteristicNotify, CharacteristicNotifyMethod,
    CharacteristicWrite, CharacteristicWriteMethod, ReqError, Service,
};
use boundary::{Char, Property};
use futures::FutureExt;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use wire::gatt::Uuid;

/// The application whose callbacks become orders. A service or a characteristic with a UUID that
/// is none is left out.
pub(crate) fn application(
    services: &[boundary::Service],
    orders: &UnboundedSender<Order>,
) -> Application {
    let services = services.iter().filter_map(|told| {
        Some(Service {
            uuid: uuid(&told.uuid)?,
            primary: true,
            characteristics: told
                .characteristics
                .iter()
                .filter_map(|told| characteristic(told, orders))
                .collect(),
            ..Service::default()
        })
    });
    Application {
        services: services.collect(),
        ..Application::default()
    }
}

fn uuid(text: &str) -> Option<bluer::Uuid> {
    let uuid: Uuid = text.parse().ok()?;
    Some(bluer::Uuid::from_bytes(uuid.0))
}

fn characteristic(
    told: &boundary::Characteristic,
    orders: &UnboundedSender<Order>,
) -> Option<Characteristic> {
    let char = Char::from_uuid(told.uuid.parse().ok()?)?;
    let has = |property| told.properties.contains(&property);
    let (write, command) = (has(Property::Write), has(Property::WriteWithoutResponse));
    let (notify, indicate) = (has(Property::Notify), has(Property::Indicate));
    Some(Characteristic {
        uuid: uuid(&told.uuid)?,
        write: (write || command).then(|| CharacteristicWrite {
            write,
            write_without_response: command,
            method: writing(char, command, orders.clone()),
            ..CharacteristicWrite::default()
        }),
        notify: (notify || indicate).then(|| CharacteristicNotify {
            notify,
            indicate,
            method: subscribing(char, orders.clone()),
            ..CharacteristicNotify::default()
        }),
        ..Characteristic::default()
    })
}

fn writing(
    char: Char,
    takes_commands: bool,
    orders: UnboundedSender<Order>,
) -> CharacteristicWriteMethod {
    CharacteristicWriteMethod::Fun(Box::new(move |value, request| {
        let (answer, answered) = oneshot::channel();
        let kind = kind(request.op_type, value.len(), request.mtu, takes_commands);
        let written = Written {
            from: request.device_address,
            char,
            value,
            kind,
            mtu: request.mtu,
            answer,
        };
        // A lock that is not driven any more answers nothing, which is told below.
        let _ = orders.send(Order::Write(written));
        async move { answered.await.unwrap_or(Err(ReqError::Failed)) }.boxed()
    }))
}

fn subscribing(char: Char, orders: UnboundedSender<Order>) -> CharacteristicNotifyMethod {
    CharacteristicNotifyMethod::Fun(Box::new(move |notifier| {
        // As above.
        let _ = orders.send(Order::Subscribed(char, notifier));
        async {}.boxed()
    }))
}

//! Microphone and camera: opened, refused, muted, lost, closed.

use std::rc::Rc;

use callkit::browser::News;
use callkit::browser::devices::Devices;
use callkit::browser::dom;
use callkit::call::input::{Input, Opened};
use callkit::call::name::{Failure, Source, Ticket};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MediaStreamTrack;

use crate::heard::Heard;
use crate::stubs;

fn devices() -> (Heard, Rc<Devices>) {
    stubs::restore();
    let heard = Heard::default();
    let devices = Devices::new(heard.tell(), [JsValue::UNDEFINED, JsValue::UNDEFINED]);
    (heard, devices)
}

async fn opened(heard: &Heard, ticket: u32) -> Opened {
    let fits = |news: &News| match news {
        News::Happened(Input::DevicesOpened(Ticket(this), opened)) if *this == ticket => {
            Some(*opened)
        }
        _ => None,
    };
    heard.until(fits).await
}

fn is_live(track: &MediaStreamTrack) -> bool {
    dom::get(track, "readyState") == "live"
}

const BOTH: Opened = Opened {
    microphone: Some(Ok(())),
    camera: Some(Ok(())),
};

#[wasm_bindgen_test]
async fn microphone_and_camera_are_asked_for_together_and_are_one_stream() {
    let (heard, devices) = devices();
    assert!(devices.stream().is_none());
    devices.open(Ticket(7), true, true);
    assert_eq!(opened(&heard, 7).await, BOTH);
    assert_eq!(stubs::asked_for(), "audio+video");
    assert_eq!(devices.stream().expect("open").get_tracks().length(), 2);
    assert!(
        heard
            .find(|news| matches!(news, News::TracksChanged).then_some(()))
            .is_some()
    );
}

#[wasm_bindgen_test]
async fn what_was_not_asked_for_is_not_opened() {
    let (heard, devices) = devices();
    devices.open(Ticket(1), true, false);
    assert_eq!(
        opened(&heard, 1).await,
        Opened {
            microphone: Some(Ok(())),
            camera: None
        }
    );
    assert!(devices.tracks()[1].is_none());
}

#[wasm_bindgen_test]
async fn closing_stops_every_track() {
    let (heard, devices) = devices();
    devices.open(Ticket(1), true, true);
    opened(&heard, 1).await;
    devices.close();
    assert!(!stubs::opened_tracks().iter().any(is_live));
    assert!(devices.stream().is_none());
    assert_eq!(devices.tracks(), [None, None, None]);
}

#[wasm_bindgen_test]
async fn letting_go_of_the_devices_stops_every_track() {
    let (heard, devices) = devices();
    devices.open(Ticket(1), true, true);
    opened(&heard, 1).await;
    drop(devices);
    assert!(!stubs::opened_tracks().iter().any(is_live));
}

#[wasm_bindgen_test]
async fn a_permission_that_is_given_after_closing_leaves_nothing_open() {
    let (heard, devices) = devices();
    stubs::hold();
    devices.open(Ticket(1), true, true);
    stubs::until(|| stubs::opened_tracks().len() == 2).await;
    stubs::settle().await;
    devices.close();
    assert_eq!(
        stubs::opened_tracks()
            .iter()
            .filter(|track| is_live(track))
            .count(),
        2
    );
    stubs::let_go();
    stubs::until(|| !stubs::opened_tracks().iter().any(is_live)).await;
    stubs::settle().await;
    assert_eq!(devices.tracks(), [None, None, None]);
    assert!(
        heard
            .find(|news| matches!(news, News::Happened(Input::DevicesOpened(..))).then_some(()))
            .is_none()
    );
}

#[wasm_bindgen_test]
async fn a_permission_that_is_given_after_the_end_of_it_all_leaves_nothing_open() {
    let (_heard, devices) = devices();
    stubs::hold();
    devices.open(Ticket(1), true, true);
    stubs::until(|| stubs::opened_tracks().len() == 2).await;
    stubs::settle().await;
    drop(devices);
    stubs::let_go();
    stubs::until(|| !stubs::opened_tracks().iter().any(is_live)).await;
}

#[wasm_bindgen_test]
async fn who_has_closed_already_is_not_asked() {
    let (heard, devices) = devices();
    devices.open(Ticket(1), true, true);
    devices.close();
    devices.open(Ticket(2), true, false);
    opened(&heard, 2).await;
    assert_eq!(stubs::asked_for(), "audio");
}

#[wasm_bindgen_test]
async fn a_refused_camera_leaves_the_microphone() {
    let (heard, devices) = devices();
    stubs::fail("video", "NotAllowedError");
    devices.open(Ticket(1), true, true);
    let outcome = Opened {
        microphone: Some(Ok(())),
        camera: Some(Err(Failure::PermissionDenied)),
    };
    assert_eq!(opened(&heard, 1).await, outcome);
    assert_eq!(stubs::asked_for(), "audio+video audio");
}

#[wasm_bindgen_test]
async fn who_refuses_both_is_not_asked_for_the_camera_again() {
    let (heard, devices) = devices();
    stubs::fail("audio video", "NotAllowedError");
    devices.open(Ticket(1), true, true);
    let denied = Some(Err(Failure::PermissionDenied));
    assert_eq!(
        opened(&heard, 1).await,
        Opened {
            microphone: denied,
            camera: denied
        }
    );
    assert_eq!(stubs::asked_for(), "audio+video audio");
}

#[wasm_bindgen_test]
async fn a_missing_microphone_leaves_the_camera() {
    let (heard, devices) = devices();
    stubs::fail("audio", "NotFoundError");
    devices.open(Ticket(1), true, true);
    let outcome = Opened {
        microphone: Some(Err(Failure::DeviceNotFound)),
        camera: Some(Ok(())),
    };
    assert_eq!(opened(&heard, 1).await, outcome);
}

#[wasm_bindgen_test]
async fn each_error_of_the_browser_has_its_kind() {
    for (name, failure) in [
        ("NotAllowedError", Failure::PermissionDenied),
        ("SecurityError", Failure::PermissionDenied),
        ("TypeError", Failure::PermissionDenied),
        ("NotFoundError", Failure::DeviceNotFound),
        ("OverconstrainedError", Failure::DeviceNotFound),
        ("NotReadableError", Failure::DeviceInUse),
        ("AbortError", Failure::DeviceInUse),
    ] {
        let (heard, devices) = devices();
        stubs::fail("video", name);
        devices.open(Ticket(1), false, true);
        assert_eq!(
            opened(&heard, 1).await,
            Opened {
                microphone: None,
                camera: Some(Err(failure))
            }
        );
        assert!(
            heard
                .find(|news| matches!(news, News::Logged("warn", ..)).then_some(()))
                .is_some()
        );
    }
}

#[wasm_bindgen_test]
async fn a_muted_microphone_stays_open_and_one_that_opens_later_is_muted() {
    let (heard, devices) = devices();
    devices.enable_microphone(false);
    devices.open(Ticket(1), true, false);
    opened(&heard, 1).await;
    let track = devices.tracks()[0].clone().expect("open");
    assert!(!track.enabled() && is_live(&track));
    devices.enable_microphone(true);
    assert!(track.enabled());
}

#[wasm_bindgen_test]
async fn a_microphone_muted_in_one_call_is_open_in_the_next() {
    let (heard, devices) = devices();
    devices.enable_microphone(false);
    devices.close();
    devices.open(Ticket(1), true, false);
    opened(&heard, 1).await;
    assert!(devices.tracks()[0].clone().expect("open").enabled());
}

#[wasm_bindgen_test]
async fn a_closed_camera_leaves_the_microphone_and_comes_back_into_the_same_stream() {
    let (heard, devices) = devices();
    devices.open(Ticket(1), true, true);
    opened(&heard, 1).await;
    let stream = devices.stream();
    let camera = devices.tracks()[1].clone().expect("open");
    devices.close_camera();
    assert!(!is_live(&camera) && devices.tracks()[0].is_some());
    assert_eq!(
        stream.as_ref().map(|stream| stream.get_tracks().length()),
        Some(1)
    );
    devices.open(Ticket(2), false, true);
    assert_eq!(
        opened(&heard, 2).await,
        Opened {
            microphone: None,
            camera: Some(Ok(()))
        }
    );
    assert_eq!(devices.stream(), stream);
    assert_eq!(stream.map(|stream| stream.get_tracks().length()), Some(2));
}

#[wasm_bindgen_test]
async fn a_device_that_is_unplugged_is_told() {
    let (heard, devices) = devices();
    stubs::plug();
    devices.open(Ticket(1), true, true);
    opened(&heard, 1).await;
    stubs::unplug();
    heard
        .until(|news| {
            matches!(news, News::Happened(Input::SourceEnded(Source::Camera))).then_some(())
        })
        .await;
    assert!(devices.tracks()[1].is_none() && devices.tracks()[0].is_some());
}

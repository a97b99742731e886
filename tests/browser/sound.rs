//! What sounds, when, and in how many pages.

use std::rc::Rc;

use callkit::browser::News;
use callkit::browser::dom;
use callkit::browser::player::Player;
use callkit::browser::tones::Tones;
use callkit::call::input::Input;
use callkit::call::output::Tone;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::heard::Heard;
use crate::stubs;

fn tones(heard: &Heard, own: Option<&str>, lock: &str) -> Rc<Tones> {
    Tones::new(Player::new(heard.tell()), own.map(Into::into), lock.into())
}

#[wasm_bindgen_test]
async fn a_tone_sounds_until_it_is_stopped() {
    stubs::restore();
    let tones = tones(&Heard::default(), None, "one");
    tones.ring(Tone::Incoming);
    stubs::until(|| stubs::sounding() == 1).await;
    tones.stop();
    assert_eq!(stubs::sounding(), 0);
}

#[wasm_bindgen_test]
async fn a_tone_that_is_stopped_before_it_could_start_never_sounds() {
    stubs::restore();
    let tones = tones(&Heard::default(), None, "two");
    tones.ring(Tone::Outgoing);
    tones.stop();
    stubs::settle().await;
    assert_eq!(stubs::started(), 0);
}

#[wasm_bindgen_test]
async fn one_tone_sounds_at_a_time() {
    stubs::restore();
    let tones = tones(&Heard::default(), None, "three");
    tones.ring(Tone::Outgoing);
    stubs::until(|| stubs::sounding() == 1).await;
    tones.ring(Tone::Incoming);
    stubs::until(|| stubs::started() == 2).await;
    assert_eq!(stubs::sounding(), 1);
}

#[wasm_bindgen_test]
async fn a_built_in_tone_is_too_short_for_the_controls_of_a_media_player() {
    stubs::restore();
    let tones = tones(&Heard::default(), None, "four");
    tones.ring(Tone::Incoming);
    stubs::until(|| stubs::longest() > 1.0).await;
    assert!(stubs::longest() < 5.0);
}

#[wasm_bindgen_test]
async fn a_page_that_wants_silence_has_it() {
    stubs::restore();
    let tones = tones(&Heard::default(), Some(""), "five");
    tones.ring(Tone::Incoming);
    tones.ring(Tone::Outgoing);
    stubs::settle().await;
    assert_eq!(stubs::started(), 0);
}

#[wasm_bindgen_test]
async fn of_two_pages_one_rings_aloud_and_the_other_when_it_stops() {
    stubs::restore();
    let (first, second) = (
        tones(&Heard::default(), None, "six"),
        tones(&Heard::default(), None, "six"),
    );
    first.ring(Tone::Incoming);
    stubs::until(|| stubs::sounding() == 1).await;
    second.ring(Tone::Incoming);
    stubs::until(|| stubs::started() == 2).await;
    stubs::until(|| stubs::sounding() == 1).await;
    stubs::settle().await;
    assert_eq!(stubs::sounding(), 1);
    first.stop();
    stubs::until(|| stubs::sounding() == 1).await;
}

#[wasm_bindgen_test]
async fn a_page_that_waited_to_ring_and_was_stopped_does_not_take_its_turn() {
    stubs::restore();
    let (first, second) = (
        tones(&Heard::default(), None, "seven"),
        tones(&Heard::default(), None, "seven"),
    );
    first.ring(Tone::Incoming);
    stubs::until(|| stubs::sounding() == 1).await;
    second.ring(Tone::Incoming);
    stubs::until(|| stubs::started() == 2).await;
    second.stop();
    first.stop();
    let third = tones(&Heard::default(), None, "seven");
    third.ring(Tone::Incoming);
    stubs::until(|| stubs::sounding() == 1).await;
    stubs::settle().await;
    assert_eq!(stubs::sounding(), 1);
}

#[wasm_bindgen_test]
async fn who_is_being_called_does_not_silence_who_calls() {
    stubs::restore();
    let (first, second) = (
        tones(&Heard::default(), None, "eight"),
        tones(&Heard::default(), None, "eight"),
    );
    first.ring(Tone::Incoming);
    stubs::until(|| stubs::sounding() == 1).await;
    second.ring(Tone::Outgoing);
    stubs::until(|| stubs::sounding() == 2).await;
}

#[wasm_bindgen_test]
async fn sound_that_the_browser_refuses_is_told_once_and_starts_with_the_next_gesture() {
    stubs::restore();
    stubs::want_gesture();
    let heard = Heard::default();
    let tones = tones(&heard, None, "nine");
    let blocked =
        |news: &News| matches!(news, News::Happened(Input::PlaybackBlocked)).then_some(());
    tones.ring(Tone::Incoming);
    heard.until(blocked).await;
    heard.forget();
    tones.ring(Tone::Outgoing);
    stubs::settle().await;
    assert!(heard.find(blocked).is_none());
    stubs::dispatch(&dom::window(), "pointerdown");
    stubs::until(|| stubs::sounding() == 1).await;
    stubs::settle().await;
    assert_eq!(stubs::started(), 1);
}

#[wasm_bindgen_test]
async fn a_gesture_after_the_end_starts_nothing() {
    stubs::restore();
    stubs::want_gesture();
    let heard = Heard::default();
    let tones = tones(&heard, None, "ten");
    tones.ring(Tone::Incoming);
    heard
        .until(|news| matches!(news, News::Happened(Input::PlaybackBlocked)).then_some(()))
        .await;
    tones.stop();
    stubs::dispatch(&dom::window(), "pointerdown");
    stubs::settle().await;
    assert_eq!(stubs::started(), 0);
}

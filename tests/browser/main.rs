//! What the effects do in a real browser, with fake devices.
#![cfg(target_arch = "wasm32")]

mod code;
mod driver;
mod heard;
mod path;
mod peer;
mod stubs;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

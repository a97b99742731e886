//! CallKit for the web. `call` decides, `wire` speaks, `browser` acts, `api` is what JavaScript sees.

pub mod call;
pub mod wire;

#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
pub mod browser;

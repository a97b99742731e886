//! CallKit for the web. `call` decides, `wire` speaks, `browser` acts, `api` is what JavaScript sees.

pub mod call;
pub mod wire;

#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
pub mod browser;

// The allocator that comes with Rust is 1.6 KB larger, compressed.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

//! Knows which device this page is, across reloads. Leaves what a device is good for to `call`.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::dom;
use super::lock::{Lock, Wait};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = sessionStorage, js_name = getItem, catch)]
    fn read(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(js_namespace = sessionStorage, js_name = setItem, catch)]
    fn write(key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill(bytes: &mut [u8]);
}

/// Which device this page is; the id is this page's own for as long as this lives.
pub struct Identity {
    /// 128 random bits, as text.
    pub device: Rc<str>,
    /// Counted up by each load of the page.
    pub boot: u32,
    _lock: Option<Lock>,
}

impl Identity {
    /// Takes up what this tab was before it was reloaded. A duplicated tab, whose storage is a copy, becomes a new device.
    pub async fn take(app: &str, user: &str) -> Self {
        let key = dom::join(&["callkit\n", app, "\n", user]);
        // Blocked storage is empty storage.
        let stored = read(&key).ok().flatten();
        let known = stored.as_deref().and_then(|text| text.split_once(' '));
        if let Some((device, boot)) = known
            && let Some(lock) = hold(device).await
        {
            let boot = boot.parse().unwrap_or(0_u32).wrapping_add(1);
            return Self::keep(&key, device.into(), boot, Some(lock));
        }
        let device = random_name();
        let lock = hold(&device).await;
        Self::keep(&key, device, 1, lock)
    }

    fn keep(key: &str, device: Rc<str>, boot: u32, lock: Option<Lock>) -> Self {
        if lock.is_some() {
            let _ = write(key, &dom::join(&[&device, " ", &boot.to_string()]));
        }
        Self {
            device,
            boot,
            _lock: lock,
        }
    }
}

async fn hold(device: &str) -> Option<Lock> {
    Lock::take(&dom::join(&["callkit-device-", device]), Wait::Moment).await
}

/// Makes up a name from 128 random bits.
pub fn random_name() -> Rc<str> {
    let mut bytes = [0; 16];
    fill(&mut bytes);
    let mut name = String::new();
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            name.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
    name.into()
}

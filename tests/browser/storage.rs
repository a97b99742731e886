//! Which device a page is.

use callkit::browser::storage::Identity;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stubs;

#[wasm_bindgen_test]
async fn a_page_that_is_reloaded_is_the_same_device_once_more() {
    stubs::restore();
    let before = Identity::take("app", "alice").await;
    let device = before.device.clone();
    assert_eq!(before.boot, 1);
    assert_eq!(device.len(), 32);
    drop(before);
    let after = Identity::take("app", "alice").await;
    assert_eq!((after.device, after.boot), (device, 2));
}

#[wasm_bindgen_test]
async fn a_duplicated_tab_is_another_device() {
    stubs::restore();
    let original = Identity::take("app", "alice").await;
    let duplicate = Identity::take("app", "alice").await;
    assert_ne!(original.device, duplicate.device);
    assert_eq!(duplicate.boot, 1);
}

#[wasm_bindgen_test]
async fn another_person_in_the_same_tab_is_another_device() {
    stubs::restore();
    let alice = Identity::take("app", "alice").await;
    let device = alice.device.clone();
    drop(alice);
    assert_ne!(Identity::take("app", "bob").await.device, device);
    assert_ne!(Identity::take("other", "alice").await.device, device);
    assert_eq!(Identity::take("app", "alice").await.device, device);
}

#[wasm_bindgen_test]
async fn a_page_without_storage_is_a_new_device_each_time() {
    stubs::restore();
    stubs::block_storage();
    let before = Identity::take("app", "alice").await.device.clone();
    let after = Identity::take("app", "alice").await;
    stubs::restore();
    assert_ne!(after.device, before);
    assert_eq!(after.boot, 1);
}

//! Counts what is allocated. Leaves allocating to the system.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

struct Counting;

static TIMES: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static MEMORY: Counting = Counting;

/// How often memory was asked for.
pub fn times() -> u64 {
    TIMES.load(Relaxed)
}

/// How many bytes are in use.
pub fn bytes() -> u64 {
    BYTES.load(Relaxed)
}

// There is one thread: nothing need be atomic but the type.
fn count(more: usize, less: usize) {
    TIMES.store(TIMES.load(Relaxed) + u64::from(more > 0), Relaxed);
    BYTES.store(BYTES.load(Relaxed) + more as u64 - less as u64, Relaxed);
}

// Every call goes to the system's allocator as it came.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        unsafe { System.realloc(pointer, layout, size) }
    }
}

//! Knows how memory is given out and taken back: in pieces of one, two, four, eight units and so on. Leaves nothing to Rust's own
//! allocator, which is the better one for large programs and 2 KB more for a page to load.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::{memory_grow, memory_size};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

const PAGE: usize = 65_536;
/// The smallest piece, to which every piece is aligned; nothing in here asks for more.
const SMALLEST: usize = 16;
const SIZES: usize = 28;

#[global_allocator]
static MEMORY: Memory = Memory(UnsafeCell::new(Pieces { free: [null_mut(); SIZES], next: 0, end: 0 }));

struct Memory(UnsafeCell<Pieces>);

struct Pieces {
    /// For each size the last piece that came back; each holds the one before it.
    free: [*mut u8; SIZES],
    /// What was never given out.
    next: usize,
    end: usize,
}

// SAFETY: the module is compiled without threads, and nothing in here can be interrupted by itself.
unsafe impl Sync for Memory {}

// SAFETY: a piece is at least as large and as aligned as was asked for, belongs to nobody else until it comes back, and comes back under
// the size that it was given out under, since both follow from the layout alone.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > SMALLEST {
            return null_mut();
        }
        let pieces = unsafe { &mut *self.0.get() };
        let size = size(layout);
        let piece = pieces.free[index(size)];
        if piece.is_null() {
            return pieces.cut(size);
        }
        pieces.free[index(size)] = unsafe { *piece.cast() };
        piece
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        let pieces = unsafe { &mut *self.0.get() };
        let last = &mut pieces.free[index(size(layout))];
        unsafe { *piece.cast() = *last };
        *last = piece;
    }
}

impl Pieces {
    /// Cuts a piece from what was never given out, growing it as far as it takes.
    fn cut(&mut self, size: usize) -> *mut u8 {
        if self.end - self.next < size {
            let pages = size.div_ceil(PAGE);
            let start = memory_grow::<0>(pages);
            if start == usize::MAX {
                return null_mut();
            }
            if start * PAGE != self.end {
                self.next = start * PAGE;
            }
            self.end = memory_size::<0>() * PAGE;
        }
        let piece = self.next as *mut u8;
        self.next += size;
        piece
    }
}

fn size(layout: Layout) -> usize {
    layout.size().max(SMALLEST).next_power_of_two()
}

fn index(size: usize) -> usize {
    (size / SMALLEST).trailing_zeros() as usize
}

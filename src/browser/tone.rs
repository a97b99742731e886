//! Knows how the built-in tones sound. Leaves playing them to `tones`.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, Url};

use crate::call::output::Tone;

const RATE: usize = 8_000;
/// Under five seconds, from which on browsers show the controls of a media player.
const SECONDS: usize = 4;
const HEADER: usize = 44;

/// Start and length in hundredths of a second, and twice the cosine of the angle between two samples of each of two waves.
type Note = (usize, usize, [f32; 2]);

const E5: f32 = 1.737_843;
const G5: f32 = 1.632_687;
const C6: f32 = 1.361_631;
const RINGBACK: [f32; 2] = [1.902_113, 1.876_383];

const INCOMING: [Note; 6] = [
    (15, 45, [E5, G5]),
    (35, 45, [G5, C6]),
    (55, 90, [C6, E5]),
    (150, 45, [E5, G5]),
    (170, 45, [G5, C6]),
    (190, 90, [C6, E5]),
];
const OUTGOING: [Note; 1] = [(15, 130, RINGBACK)];

/// Writes a tone as a WAVE file of 16-bit samples and gives its URL, which the caller revokes.
pub fn make(tone: Tone) -> Option<String> {
    let mut samples = vec![0.0; RATE * SECONDS];
    let notes: &[Note] = match tone {
        Tone::Incoming => &INCOMING,
        Tone::Outgoing => &OUTGOING,
    };
    for &(start, length, waves) in notes {
        let note = &mut samples[start * RATE / 100..(start + length) * RATE / 100];
        for wave in waves {
            add(note, wave, tone == Tone::Incoming);
        }
    }
    let mut file = Vec::with_capacity(HEADER + samples.len() * 2);
    file.extend(header(samples.len() as u32 * 2));
    for sample in samples {
        file.extend((sample as i16).to_le_bytes());
    }
    let parts = Array::of1(&Uint8Array::from(&file[..]));
    Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence(&parts).ok()?).ok()
}

/// Adds a sine wave: each sample follows from the two before it. It begins softly, and fades where it is struck like a bell.
fn add(note: &mut [f32], twice_cosine: f32, fades: bool) {
    let (mut before, mut wave) = (0.0, (1.0 - twice_cosine * twice_cosine / 4.0).sqrt());
    let length = note.len() as f32;
    for (index, sample) in note.iter_mut().enumerate() {
        let (at, left) = (index as f32, length - index as f32);
        let fading = if fades { left / length } else { 1.0 };
        let edge = at.min(left).min(80.0) / 80.0;
        *sample += wave * fading * fading * edge * 4_000.0;
        (before, wave) = (wave, twice_cosine * wave - before);
    }
}

fn header(length: u32) -> Vec<u8> {
    let rate = RATE as u32;
    let words = [
        *b"RIFF",
        (length + 36).to_le_bytes(),
        *b"WAVE",
        *b"fmt ",
        16_u32.to_le_bytes(),
        // PCM, one channel.
        [1, 0, 1, 0],
        rate.to_le_bytes(),
        (rate * 2).to_le_bytes(),
        [2, 0, 16, 0],
        *b"data",
        length.to_le_bytes(),
    ];
    words.concat()
}

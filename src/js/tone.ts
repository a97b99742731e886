// How the built-in tones sound: sine waves, each struck like a bell or held for a while.

const RATE = 8_000;
// Under five seconds, from which on browsers show the controls of a media player.
const SECONDS = 4;

/** Start and length in hundredths of a second, and the waves in hertz. */
type Note = [start: number, length: number, ...waves: number[]];

const [E5, G5, C6] = [659.25, 783.99, 1046.5];
const INCOMING: Note[] = [
  [15, 45, E5, G5], [35, 45, G5, C6], [55, 90, C6, E5], [150, 45, E5, G5], [170, 45, G5, C6], [190, 90, C6, E5],
];
const OUTGOING: Note[] = [[15, 130, 400, 450]];

/** Writes a tone as a WAVE file of 16-bit samples and gives its URL, which the caller revokes. */
export function makeTone(incoming: boolean): string {
  const samples = new Int16Array(RATE * SECONDS);
  for (const [start, length, ...waves] of incoming ? INCOMING : OUTGOING) {
    const count = (length * RATE) / 100;
    for (let at = 0; at < count; at++) {
      const left = count - at;
      // Soft at both ends.
      const loud = 50 * Math.min(at, left, 80) * (incoming ? (left / count) ** 2 : 1);
      for (const wave of waves) samples[(start * RATE) / 100 + at]! += loud * Math.sin((2 * Math.PI * wave * at) / RATE);
    }
  }
  // "RIFF", size, "WAVE", "fmt ", its size, PCM of one channel, rates, 16 bits, "data", size.
  const size = samples.byteLength;
  const header = [0x46464952, size + 36, 0x45564157, 0x20746d66, 16, 0x10001, RATE, RATE * 2, 0x100002, 0x61746164, size];
  return URL.createObjectURL(new Blob([new Uint32Array(header), samples]));
}

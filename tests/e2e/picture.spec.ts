// When the first picture of a track is there, and the pictures of a stream without its sound.

import { expect, test } from "./parts.js";

interface Painted {
  track: MediaStreamTrack;
  /** Paints another picture, of this width and height. */
  paint(size: number): Promise<void>;
}

declare global {
  const painted: () => Painted;
}

test.beforeEach(({ page }) => page.evaluate(() => {
  const painted = (): Painted => {
    const canvas = document.createElement("canvas");
    const paper = canvas.getContext("2d")!;
    const [track] = canvas.captureStream().getVideoTracks();
    return {
      track: track!,
      async paint(size) {
        if (canvas.width !== size) canvas.width = canvas.height = size;
        paper.fillRect(0, 0, Math.random() * size, size);
        await new Promise(requestAnimationFrame);
      },
    };
  };
  Object.assign(globalThis, { painted });
}));

for (const [way, breaks] of [["read", false], ["shown, where it cannot be read", true]] as const) {
  test(`the first picture that is not blank is told once, however many blank ones come before it, when the track is ${way}`, async ({ page }) => {
    const told = await page.evaluate(async (breaks) => {
      if (breaks) Reflect.deleteProperty(globalThis, "MediaStreamTrackProcessor");
      const { track, paint } = painted();
      let [seen, isRead] = [0, false];
      const frames: VideoFrame[] = [];
      const { getReader } = ReadableStream.prototype;
      ReadableStream.prototype.getReader = function (this: ReadableStream) {
        const reader = getReader.call(this) as ReadableStreamDefaultReader;
        const read = reader.read.bind(reader);
        reader.read = async () => {
          const one = await read();
          if (one.value) frames.push(one.value);
          return one;
        };
        isRead = true;
        void reader.closed.then(() => (isRead = false));
        return reader;
      } as typeof getReader;
      parts.firstPicture(track, () => (seen += 1));
      for (let blank = 0; blank < 40; blank += 1) await paint(16);
      const early = seen;
      while (seen === 0) await paint(320);
      for (let more = 0; more < 10; more += 1) await paint(320);
      // What is closed has no format.
      return { early, seen, isRead, open: frames.filter(({ format }) => format).length };
    }, breaks);
    expect(told).toEqual({ early: 0, seen: 1, isRead: false, open: 0 });
  });
}

test("a track that ends without a picture is told of never", async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const { track, paint } = painted();
    let seen = 0;
    parts.firstPicture(track, () => (seen += 1));
    await paint(16);
    track.stop();
    await heard.settle();
    return seen;
  });
  expect(seen).toBe(0);
});

test("a stream's pictures are without its sound, and in the same stream each time", async ({ page }) => {
  const told = await page.evaluate(() => {
    const { track } = painted();
    const [sound] = new AudioContext().createMediaStreamDestination().stream.getTracks();
    const both = new MediaStream([sound!, track]);
    const pictures = parts.picturesOf(both);
    return [pictures.getTracks().map(({ kind }) => kind), pictures === parts.picturesOf(both), both.getTracks().length];
  });
  expect(told).toEqual([["video"], true, 2]);
});

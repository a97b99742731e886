// What is sent fits, however many are in the call: the decision itself, without a browser.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../../src/js/fit.ts", import.meta.url))], bundle: true, format: "esm", write: false,
});
const { fit } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);

const SIZES = [2, 3, 4, 5, 6, 7, 8];
/** Bits per second: what most homes can send. */
const UPLINK = 5_000_000;

for (const place of ["microphone", "camera", "screen"]) {
  test(`a ${place} takes no more when there are more people, and no less when there are fewer`, () => {
    for (const people of SIZES.slice(1)) {
      const [less, more] = [fit(place, people), fit(place, people - 1)];
      assert.ok(less.maxBitrate <= more.maxBitrate, `${people} people`);
      assert.ok((less.maxFramerate ?? 0) <= (more.maxFramerate ?? 0), `${people} people`);
      assert.ok((less.height ?? 0) <= (more.height ?? 0), `${people} people`);
    }
  });
}

test("voice, face and screen together fit an ordinary uplink", () => {
  for (const people of SIZES) {
    const each = ["microphone", "camera", "screen"].reduce((sum, place) => sum + fit(place, people).maxBitrate, 0);
    assert.ok(each * (people - 1) <= UPLINK * 1.001, `${people} people: ${each * (people - 1)}`);
  }
});

test("a voice is never squeezed, a face stays a face, letters stay sharp", () => {
  for (const people of SIZES) {
    assert.ok(fit("microphone", people).maxBitrate >= 24_000);
    assert.ok(fit("camera", people).height >= 240 && fit("camera", people).maxFramerate >= 15);
    assert.equal(fit("screen", people).height, Infinity);
  }
});

test("alone, and beyond eight, it is as with two and with eight", () => {
  assert.deepEqual(fit("camera", 1), fit("camera", 2));
  assert.deepEqual(fit("camera", 12), fit("camera", 8));
});

// In which codec a picture is sent: the decision itself, without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../../src/js/codec.ts", import.meta.url))], bundle: true, format: "esm", write: false,
});
const { codec } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);

const CODECS = ["video/VP8", "video/VP9", "video/H264", "video/AV1"];
const EVERY = [...CODECS, "video/rtx", "video/red", "video/ulpfec"];
const subsets = (list) => list.reduce((sets, one) => [...sets, ...sets.map((set) => [...set, one])], [[]]);

test("whatever the two sides know, it is one that both know and that is a picture", () => {
  for (const known of subsets(EVERY)) {
    for (const easy of subsets(CODECS)) {
      for (const place of ["camera", "screen"]) {
        for (const people of [2, 3, 4, 8]) {
          const chosen = codec(place, people, known, easy);
          const usable = known.filter((type) => CODECS.includes(type));
          if (usable.length === 0) assert.equal(chosen, undefined);
          else assert.ok(usable.includes(chosen), `${place} ${known}: ${chosen}`);
        }
      }
    }
  }
});

test("a face is encoded by the hardware that there is, for a few people, and else by what takes least", () => {
  assert.equal(codec("camera", 2, EVERY, []), "video/VP8");
  assert.equal(codec("camera", 2, EVERY, ["video/H264", "video/AV1"]), "video/H264");
  assert.equal(codec("camera", 4, EVERY, ["video/H264"]), "video/H264");
  assert.equal(codec("camera", 5, EVERY, ["video/H264"]), "video/VP8");
  // A browser to which nothing is an effort.
  assert.equal(codec("camera", 2, EVERY, CODECS), "video/VP8");
});

test("letters are sharp where few people see them", () => {
  assert.equal(codec("screen", 2, EVERY, []), "video/VP9");
  assert.equal(codec("screen", 3, EVERY, ["video/H264"]), "video/VP9");
  assert.equal(codec("screen", 4, EVERY, []), "video/VP8");
  assert.equal(codec("screen", 2, ["video/VP8", "video/H264"], []), "video/VP8");
});

test("a voice has no codec to choose", () => {
  assert.equal(codec("microphone", 2, [], []), undefined);
});

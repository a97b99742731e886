// Where people are placed, and the words for a record: no browser needed.

import { expect, test } from "@playwright/test";
import type { CallRecord } from "../../src/js/index.js";
import { arrange, type Box } from "../../src/js/ui/arrangement.js";
import { initials } from "../../src/js/ui/avatar.js";
import { recordText } from "../../src/js/ui/record-text.js";

const STAGES = [[336, 420], [384, 560], [736, 430], [1156, 690], [296, 440]] as const;
const overlap = (a: Box, b: Box) => a.x < b.x + b.width - 0.01 && b.x < a.x + a.width - 0.01 && a.y < b.y + b.height - 0.01 && b.y < a.y + a.height - 0.01;

for (const shape of ["grid", "screen"] as const) {
  test(`two to eight people in a ${shape} stand inside, apart from each other, and use the space well`, () => {
    for (const [width, height] of STAGES) {
      for (let count = 2; count <= 8; count += 1) {
        const boxes = arrange(shape, count, width, height);
        const where = `${count} in ${width} × ${height}`;
        expect(boxes, where).toHaveLength(count);
        for (const box of boxes) {
          expect(box.x >= -0.01 && box.y >= -0.01 && box.x + box.width <= width + 0.01 && box.y + box.height <= height + 0.01, where).toBe(true);
        }
        boxes.forEach((a, index) => boxes.slice(index + 1).forEach((b) => expect(overlap(a, b), where).toBe(false)));
        for (const { y } of shape === "grid" ? boxes : []) {
          const row = boxes.filter((box) => Math.abs(box.y - y) < 0.01);
          const ends = row.at(-1)!.x + row.at(-1)!.width;
          expect(Math.abs(row[0]!.x - (width - ends)), `${where}: a row stands in the middle`).toBeLessThan(0.1);
        }
        const covered = boxes.reduce((sum, box) => sum + box.width * box.height, 0) / (width * height);
        expect(covered, where).toBeGreaterThan(0.6);
      }
    }
  });
}

test("a screen is larger than every face", () => {
  for (const [width, height] of STAGES) {
    const [screen, ...faces] = arrange("screen", 5, width, height);
    for (const face of faces) expect(face.width * face.height).toBeLessThan(screen!.width * screen!.height / 2);
  }
});

test("a record has a text for a chat bubble, in English, Chinese and other languages", () => {
  const record: CallRecord = {
    callId: "1", channel: "c", callType: 1, chatType: "singleChat", direction: "outgoing", from: "alice", members: ["alice", "bob"],
    status: "completed", startedAt: 0, connectedAt: 0, endedAt: 185_000, duration: 185_000, endedBy: "bob",
  };
  const texts = (["completed", "cancelled", "refused", "busy", "missed", "answered-elsewhere", "failed"] as const).map((status) => recordText({ ...record, status }));
  expect(texts).toEqual(["3:05", "Cancelled", "Declined", "Busy", "No answer", "Answered on another device", "Could not connect"].map((text) => `Video call · ${text}`));
  expect(recordText({ ...record, direction: "incoming", status: "missed", callType: 0 })).toBe("Voice call · Missed call");
  expect(recordText({ ...record, duration: 3_661_000 }, "zh-CN")).toBe("视频通话 · 1:01:01");
  expect(recordText({ ...record, status: "busy" }, "fr", { fr: { busy: "Occupé", videoCall: "Appel vidéo" } })).toBe("Appel vidéo · Occupé");
});

test("initials are of the first and last name, or the first sign of a name without case", () => {
  expect(["Alice Andersson", "bob", "Jean-Luc von Berg", "王小明", "🙂 Eve", "", "李 明"].map(initials)).toEqual(["AA", "B", "JB", "王", "E", "", "李"]);
});

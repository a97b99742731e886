// What sounds, when, and in how many pages.

import { expect, test } from "./parts.js";

test("a tone sounds until it is stopped", async ({ page }) => {
  const sounding = await page.evaluate(async () => {
    const sound = new parts.Sound(() => undefined, "lock", heard.owner(), () => {});
    sound.ring(0);
    await heard.until(() => heard.sounding() === 1);
    sound.ring();
    return heard.sounding();
  });
  expect(sounding).toBe(0);
});

test("a tone that is stopped before it could start never sounds", async ({ page }) => {
  const started = await page.evaluate(async () => {
    const sound = new parts.Sound(() => undefined, "lock", heard.owner(), () => {});
    sound.ring(1);
    sound.ring();
    await heard.settle();
    return heard.started();
  });
  expect(started).toBe(0);
});

test("one tone sounds at a time", async ({ page }) => {
  const sounding = await page.evaluate(async () => {
    const sound = new parts.Sound(() => undefined, "lock", heard.owner(), () => {});
    sound.ring(1);
    await heard.until(() => heard.sounding() === 1);
    sound.ring(0);
    await heard.until(() => heard.started() === 2);
    return heard.sounding();
  });
  expect(sounding).toBe(1);
});

test("a built-in tone is heard, and too short for the controls of a media player", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const tones = [];
    for (const incoming of [true, false]) {
      const file = await (await fetch(parts.makeTone(incoming))).arrayBuffer();
      const audio = await new OfflineAudioContext(1, 1, 8_000).decodeAudioData(file);
      const loudest = Math.max(...audio.getChannelData(0).map(Math.abs));
      const silence = audio.getChannelData(0).findIndex((sample) => sample !== 0) / audio.sampleRate;
      tones.push({ seconds: audio.duration, isLoud: loudest > 0.1 && loudest < 0.9, beginsSilent: silence > 0.1 });
    }
    return tones;
  });
  expect(told).toEqual(Array(2).fill({ seconds: 4, isLoud: true, beginsSilent: true }));
});

test("a page that wants silence has it", async ({ page }) => {
  const started = await page.evaluate(async () => {
    const sound = new parts.Sound(() => null, "lock", heard.owner(), () => {});
    sound.ring(0);
    await heard.settle();
    sound.ring(1);
    await heard.settle();
    return heard.started();
  });
  expect(started).toBe(0);
});

test("of two pages one rings aloud, and the other when it stops", async ({ page }) => {
  const sounding = await page.evaluate(async () => {
    const [first, second] = [1, 2].map(() => new parts.Sound(() => undefined, "lock", heard.owner(), () => {}));
    first!.ring(0);
    // The one that holds the lock rings aloud.
    while (!(await navigator.locks.query()).held!.length) await heard.settle();
    second!.ring(0);
    await heard.until(() => heard.started() === 2);
    await heard.until(() => heard.sounding() === 1);
    await heard.settle();
    const both = heard.sounding();
    first!.ring();
    await heard.until(() => heard.started() === 3);
    return [both, heard.sounding()];
  });
  expect(sounding).toEqual([1, 1]);
});

test("a page that waited to ring and was stopped does not take its turn", async ({ page }) => {
  const sounding = await page.evaluate(async () => {
    const [first, second, third] = [1, 2, 3].map(() => new parts.Sound(() => undefined, "lock", heard.owner(), () => {}));
    first!.ring(0);
    // The one that holds the lock rings aloud.
    while (!(await navigator.locks.query()).held!.length) await heard.settle();
    second!.ring(0);
    await heard.until(() => heard.started() === 2 && heard.sounding() === 1);
    second!.ring();
    first!.ring();
    third!.ring(0);
    await heard.until(() => heard.sounding() === 1);
    await heard.settle();
    return heard.sounding();
  });
  expect(sounding).toBe(1);
});

test("who is being called does not silence who calls", async ({ page }) => {
  await page.evaluate(async () => {
    const [first, second] = [1, 2].map(() => new parts.Sound(() => undefined, "lock", heard.owner(), () => {}));
    first!.ring(0);
    await heard.until(() => heard.sounding() === 1);
    second!.ring(1);
    await heard.until(() => heard.sounding() === 2);
  });
});

test("sound that the browser refuses is told once, and starts with the next gesture", async ({ page }) => {
  const told = await page.evaluate(async () => {
    let blocked = 0;
    const sound = new parts.Sound(() => undefined, "lock", heard.owner({ onBlocked: () => blocked++ }), () => {});
    heard.wantGesture();
    sound.ring(0);
    await heard.until(() => blocked === 1);
    sound.ring(1);
    await heard.settle();
    heard.gesture();
    await heard.until(() => heard.sounding() === 1);
    await heard.settle();
    return [blocked, heard.started()];
  });
  expect(told).toEqual([1, 1]);
});

test("sound that the browser refused is tried again when it is asked to, and waits on where it is refused again", async ({ page }) => {
  const told = await page.evaluate(async () => {
    let blocked = 0;
    const sound = new parts.Sound(() => undefined, "lock", heard.owner({ onBlocked: () => blocked++ }), () => {});
    heard.wantGesture();
    sound.ring(0);
    await heard.until(() => blocked === 1);
    sound.retry();
    await heard.settle();
    const refused = heard.started();
    heard.allow();
    sound.retry();
    await heard.until(() => heard.sounding() === 1);
    return [refused, blocked];
  });
  expect(told).toEqual([0, 1]);
});

test("what is silenced in one page is silenced in those that ring with it, and in no other", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const told: string[] = [];
    const rings = (name: string, lock: string, tone: number) => {
      const sound = new parts.Sound(() => undefined, lock, heard.owner({ silence: () => void told.push(name) }), () => {});
      sound.ring(tone);
      return sound;
    };
    const first = rings("first", "lock", 0);
    rings("second", "lock", 0);
    rings("another person", "another lock", 0);
    rings("who is called", "lock", 1);
    rings("who rings no more", "lock", 0).ring();
    rings("third", "lock", 0);
    first.silenceOthers();
    await heard.until(() => told.length === 2);
    await heard.settle();
    first.ring();
    first.silenceOthers();
    await heard.settle();
    return told;
  });
  expect(told.sort()).toEqual(["second", "third"]);
});

test("a gesture after the end starts nothing", async ({ page }) => {
  const started = await page.evaluate(async () => {
    let blocked = false;
    const sound = new parts.Sound(() => undefined, "lock", heard.owner({ onBlocked: () => (blocked = true) }), () => {});
    heard.wantGesture();
    sound.ring(0);
    await heard.until(() => blocked);
    sound.ring();
    heard.gesture();
    await heard.settle();
    return heard.started();
  });
  expect(started).toBe(0);
});

test("of too many sounds that wait for a gesture the oldest is given up", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const sound = new parts.Sound(() => undefined, "lock", heard.owner(), () => {});
    const url = parts.makeTone(true);
    heard.wantGesture();
    const played = Array.from({ length: parts.MOST_WAITING + 2 }, () => sound.play(new Audio(url)));
    const given = await Promise.all(played.slice(0, 2));
    heard.gesture();
    const rest = await Promise.all(played.slice(2));
    return { given, rest: rest.every(Boolean), started: heard.started() };
  });
  expect(told).toEqual({ given: [false, false], rest: true, started: 32 });
});

test("what the browser cannot play is told in the log with a remedy", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const logged: string[] = [];
    const sound = new parts.Sound(() => "data:audio/wav,none", "lock", heard.owner(), (level, message) => logged.push(level, message));
    sound.ring(0);
    await heard.until(() => logged.length > 0);
    return logged;
  });
  expect(told).toEqual(["warn", expect.stringContaining("media-src")]);
});

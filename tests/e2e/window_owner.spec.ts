// What belongs to the page that holds the window: words, pictures, buttons, sizes, and what it may do itself.

import { connect, connected, expect, over, test, type Person } from "./people.js";
import { open, page, press, seen } from "./window.js";
import type { CallKitElement } from "../../src/js/ui.js";

test("names and messages full of markup are text", async ({ person }) => {
  const evil = `<img src=x onerror="document.title='hacked'"><b>Mallory</b>`;
  const [mallory, bob] = [await person("mallory<script>"), await person("bob")];
  await bob.do((evil) => phone.kit.setUserIdMap({ "mallory<script>": evil }), evil);
  await open(bob);
  await mallory.calls("bob", { callType: 1, message: `${evil}\n<script>document.title="hacked"</script>` });
  await expect(seen(bob).getByRole("heading")).toHaveText(evil);
  await expect(seen(bob).locator("blockquote")).toHaveText(`${evil} <script>document.title="hacked"</script>`);
  await press(bob, "Answer with video");
  await connected(mallory, bob);
  await expect(seen(bob).getByRole("heading")).toHaveText(evil);
  await mallory.do((evil) => phone.kit.hangup(evil), evil);
  await expect(seen(bob)).toContainText("Call ended");
  await expect(seen(bob).locator("blockquote")).toHaveText(evil);
  expect(await bob.do(() => [document.title, document.querySelector("call-kit")!.shadowRoot!.querySelectorAll("b, script, img").length])).toEqual(["phone", 0]);
});

test("it speaks Chinese, English, and whatever it is taught", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  const window = await open(bob, { lang: "zh-CN" });
  await alice.calls("bob", { callType: 0 });
  await expect(seen(bob).getByRole("button", { name: "接听" })).toBeVisible();
  await expect(seen(bob)).toContainText("语音通话");
  await window.evaluate((element) => element.setAttribute("lang", "en-GB"));
  await expect(seen(bob).getByRole("button", { name: "Answer" })).toBeVisible();
  await window.evaluate((element) => {
    (element as CallKitElement).dictionaries = { ar: { answer: "رد", voiceCall: "مكالمة صوتية" } };
    Object.assign(element, { lang: "ar", dir: "rtl" });
  });
  await press(bob, "رد");
  await connected(alice, bob);
  await expect(seen(bob)).toContainText("مكالمة صوتية");
  // What it was not taught is said in English; what stood at the right stands at the left.
  const [microphone, hangup] = await Promise.all(["Mute microphone", "Hang up"].map((name) => seen(bob).getByRole("button", { name }).boundingBox()));
  expect(hangup!.x).toBeLessThan(microphone!.x);
});

test("pictures come from the page, and where one does not load, initials", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(bob, { contactavatar: "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" });
  await alice.calls("bob");
  await expect(seen(bob).locator("img")).toBeVisible();
  await bob.do(() => {
    document.querySelector("call-kit")!.contactAvatar = (user) => (user === "alice" ? "data:image/png;base64,broken" : null);
  });
  await expect(seen(bob).locator("img")).toBeHidden();
  await expect(seen(bob).locator(".avatar")).toHaveText("A");
});

test("the page hides buttons, adds its own, and may do what is asked itself", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  const window = await open(bob, { hide: "ignore silence" });
  await window.evaluate((element) => {
    element.innerHTML = `<button slot="incoming">Reply by text</button><button slot="controls">Record</button>`;
    element.addEventListener("call-kit-request", (event) => {
      const { request } = (event as CustomEvent).detail;
      document.title = request;
      if (request === "refuse") event.preventDefault();
    });
  });
  await alice.calls("bob");
  await seen(bob).waitFor();
  await expect(seen(bob).getByRole("button", { name: /Ignore|Silence/ })).toHaveCount(0);
  await expect(page(bob).getByRole("button", { name: "Reply by text" })).toBeVisible();
  await press(bob, "Decline");
  await expect(page(bob)).toHaveTitle("refuse");
  expect(await bob.do(() => phone.kit.state)).toBe("ringing");
  await press(bob, "Answer");
  await connected(alice, bob);
  await expect(page(bob)).toHaveTitle("answer");
  await expect(page(bob).getByRole("button", { name: "Record" })).toBeVisible();
});

test("a button for what this CallKit cannot do goes for good after the first time", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await bob.do(() => {
    phone.kit.preview = () => Promise.reject(Object.assign(new Error("preview"), { code: "not-supported" }));
  });
  for (const times of [1, 0]) {
    await open(bob);
    await alice.calls("bob", { callType: 1 });
    await seen(bob).waitFor();
    const preview = page(bob).getByRole("button", { name: "Preview" });
    await expect(preview).toHaveCount(times);
    if (times) await preview.click();
    await expect(preview).toHaveCount(0);
    await alice.hangsUp();
    await over(bob);
    await bob.do(() => document.querySelector("call-kit")!.remove());
  }
});

test("it is large, normal and mini, is dragged, and stays within the page", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(bob);
  await connect(alice, bob, { callType: 1 });
  const box = async () => (await seen(bob).boundingBox())!;
  const normal = await box();
  await press(bob, "Enlarge");
  await expect.poll(async () => (await box()).width).toBeGreaterThan(normal.width);
  await press(bob, "Minimise");
  await expect.poll(async () => (await box()).width).toBeLessThan(normal.width);
  const mini = await box();
  const { mouse } = page(bob);
  const drag = async (x: number, y: number) => {
    const { x: left, y: top } = await box();
    await mouse.move(left + 40, top + 40);
    await mouse.down();
    await mouse.move(left + 40 + x, top + 40 + y, { steps: 4 });
    await mouse.up();
  };
  await drag(-200, -100);
  await expect.poll(box).toMatchObject({ x: mini.x - 200, y: mini.y - 100 });
  await drag(-5000, -5000);
  await expect.poll(box).toMatchObject({ x: 8, y: 8 });
  await drag(5000, 5000);
  await page(bob).setViewportSize({ width: 600, height: 500 });
  await expect.poll(async () => {
    const { x, y, width, height } = await box();
    return x >= 0 && y >= 0 && x + width <= 600 && y + height <= 500;
  }).toBe(true);
});

test("a tap swaps the big picture and the small one", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(bob);
  await connect(alice, bob, { callType: 1 });
  const width = async (name: string) => (await page(bob).getByLabel(name).boundingBox())!.width;
  expect(await width("Picture of alice")).toBeGreaterThan(await width("Your picture"));
  await press(bob, "Swap pictures");
  await expect.poll(async () => (await width("Your picture")) > (await width("Picture of alice"))).toBe(true);
  await page(bob).getByLabel("Picture of alice").evaluate((video: HTMLVideoElement) => phone.moves(video));
});

test("in the background the title and the badge tell that somebody calls, and one system notification for all tabs, where that is permitted", async ({ person }) => {
  const [alice, bob, other] = [await person("alice"), await person("bob"), await person("bob")];
  await page(bob).context().grantPermissions(["notifications", "camera", "microphone"]);
  const hide = (one: Person, hidden: boolean) => one.do((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  for (const one of [bob, other]) {
    await open(one);
    await one.do(() => {
      const { Notification: Real } = globalThis;
      globalThis.Notification = class extends Real {
        constructor(title: string, options: NotificationOptions = {}) {
          super(title, options);
          phone.told.push(`notice ${title} | ${options.body} | ${options.tag}`);
        }

        override close() {
          super.close();
          phone.told.push("notice closed");
        }
      };
    });
    // Where the page is an application of its own, its sign on the desktop says so, too.
    await one.do(() => Object.assign(navigator, {
      setAppBadge: async (count: number) => void phone.told.push(`badge ${count}`),
      clearAppBadge: async () => void phone.told.push("badge gone"),
    }));
    await hide(one, true);
  }
  const { callId } = await alice.calls("bob", { message: "Lunch?" });
  for (const one of [bob, other]) {
    await expect(page(one)).toHaveTitle("alice is calling: Voice call · phone");
    // Of several with the same tag a browser shows one.
    await one.hears(`notice alice is calling: Voice call | Lunch? | callkit ${callId}`);
  }
  await hide(bob, false);
  await expect(page(bob)).toHaveTitle("phone");
  await press(bob, "Answer");
  // What one tab has answered, the other no longer tells.
  await other.hears("notice closed");
  await expect(page(other)).toHaveTitle("phone");
  for (const one of [bob, other]) {
    const told = await one.told();
    expect(told.filter((line) => line.startsWith("notice"))).toHaveLength(2);
    expect(told.filter((line) => line.startsWith("badge"))).toEqual(["badge 1", "badge gone"]);
  }
});

test("the window says what rings for whom", async ({ person }) => {
  const [alice, carol, bob] = [await person("alice"), await person("carol"), await person("bob")];
  await open(bob);
  await bob.do(() => {
    document.querySelector("call-kit")!.ringingSource = (user) => `data:audio/wav,${user}`;
    HTMLMediaElement.prototype.play = async function () { phone.told.push(`plays ${new URL(this.src).pathname}`); };
  });
  for (const caller of [alice, carol]) {
    await caller.calls("bob");
    await bob.hears(`plays audio/wav,${caller.name}`);
    await caller.hangsUp();
    await over(caller, bob);
  }
});

test("for whom the window says nothing rings what the option of init says, and for everybody when the window says nothing any more", async ({ person }) => {
  const [alice, carol, bob] = [await person("alice"), await person("carol"), await person("bob", { ringingSource: "data:audio/wav,init" })];
  const window = await open(bob);
  await bob.do(() => {
    HTMLMediaElement.prototype.play = async function () { phone.told.push(`plays ${new URL(this.src).pathname}`); };
  });
  const rings = async (caller: Person, sound: string) => {
    const before = (await bob.told()).filter((line) => line.startsWith("plays")).length;
    await caller.calls("bob");
    await bob.page.waitForFunction((before) => phone.told.filter((line) => line.startsWith("plays")).length > before, before);
    expect((await bob.told()).filter((line) => line.startsWith("plays")).at(-1)).toBe(`plays audio/wav,${sound}`);
    await caller.hangsUp();
    await over(caller, bob);
  };
  await window.evaluate((element) => {
    (element as CallKitElement).ringingSource = (user) => (user === "alice" ? "data:audio/wav,function" : null);
  });
  await rings(alice, "function");
  await rings(carol, "init");
  expect(await bob.do(() => phone.kit.ringingSource)).toBeUndefined();
  await rings(alice, "function");
  await window.evaluate((element) => {
    (element as CallKitElement).ringingSource = null;
  });
  await rings(alice, "init");
  await window.evaluate((element) => element.setAttribute("ringingsource", "data:audio/wav,attribute"));
  await rings(carol, "attribute");
  await window.evaluate((element) => element.removeAttribute("ringingsource"));
  await rings(carol, "init");
});

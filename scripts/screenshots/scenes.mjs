// The states of a call that are worth looking at, and how two to eight people come to them: by the buttons, as people do.

const LONG = "Wilhelmina Featherstonehaugh-Cholmondeley of the Department of Very Long Names";
const MARKUP = "<img src=x onerror=alert(1)> <b>Mallory</b>";
const CREW = ["Ann", "Ben Okafor", "Carla Núñez", LONG, "Eve Lindqvist", MARKUP, "Grace", "Hiro Tanaka"];

const button = (page, name) => page.getByRole("button", { name, exact: true });
const press = (page, name) => button(page, name).click();
const talks = (page) => page.getByRole("timer", { name: "Duration" }).waitFor();

async function people(context, url, names) {
  const pages = [];
  for (const name of names) {
    const page = await context.newPage();
    await page.goto(`${url}/people.html?name=${encodeURIComponent(name)}`);
    pages.push(page);
  }
  for (const page of pages) await page.getByRole("list", { name: "Who is here" }).getByRole("listitem").nth(names.length - 2).waitFor({ timeout: 60_000 });
  return pages;
}

/** Waits until the window has told how the call ended. */
async function gone(page) {
  await page.mouse.move(2, 2);
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** Waits until so many pictures in the window move. */
const pictures = (page, count) => page.waitForFunction((count) =>
  [...document.querySelector("call-kit").shadowRoot.querySelectorAll("video")].filter(({ videoWidth, currentTime }) => videoWidth > 2 && currentTime > 0).length >= count, count);

async function pair(context, url, kind = "Video") {
  const [ann, ben] = await people(context, url, ["Ann", "Ben Okafor"]);
  await press(ann, `${kind} call to Ben Okafor`);
  return [ann, ben];
}

async function crew(context, url, count, kind = "video") {
  const pages = await people(context, url, CREW.slice(0, count));
  const [ann, ...others] = pages;
  for (const name of CREW.slice(1, count)) await ann.getByRole("checkbox", { name: `Choose ${name}`, exact: true }).check();
  await ann.getByPlaceholder("Name of the group").fill("Release crew");
  await press(ann, `Group ${kind} call`);
  return [ann, others];
}

const group = (count) => ({
  name: `group-${count}`,
  async act({ context, url, shoot }) {
    const [ann, others] = await crew(context, url, count);
    const answer = (page, place) => press(page, place === 0 ? "Answer with video" : "Answer without camera");
    // In the middle of the five: two have come, one still rings, one has declined.
    const late = count === 5 ? others.slice(2) : [];
    if (count === 3) await shoot(others[1], "group-incoming");
    await Promise.all(others.filter((page) => !late.includes(page)).map(answer));
    if (late.length > 0) {
      await press(late[1], "Decline");
      await pictures(ann, 2);
      await shoot(ann, "group-joining");
      await Promise.all(late.map(async (page) => {
        if (page === late[1] || !(await button(page, "Answer without camera").isVisible())) await ann.getByRole("button", { name: /^Call .* again$/ }).first().click();
        await press(page, "Answer without camera");
      }));
    }
    await ann.waitForFunction((count) => document.querySelector("call-kit").kit.call?.members.filter(({ state }) => state === "joined").length === count, count, { timeout: 60_000 });
    await pictures(ann, 2);
    await shoot(ann, `group-${count}`);
    if (count !== 3) return;
    await press(others[0], "Share screen");
    await pictures(ann, 3);
    await shoot(ann, "group-screen", { readme: { size: [960, 660], scheme: "dark" } });
  },
});

export const scenes = [
  {
    name: "first-page",
    async act({ context, url, shoot }) {
      const page = await context.newPage();
      await page.goto(url);
      const [alice, bob] = ["Alice", "Bob"].map((name) => page.frameLocator(`iframe[title^="${name}"]`));
      await press(alice, "Video call to Bob");
      await button(bob, "Answer with video").waitFor();
      await shoot(page, "first-page", { readme: { size: [1180, 860] } });
    },
  },
  {
    name: "signing-in",
    async act({ context, url, shoot }) {
      const page = await context.newPage();
      await page.goto(`${url}/people.html`);
      await page.getByLabel("Your name").waitFor();
      await shoot(page, "sign-in");
      await page.getByLabel("Your name").fill("Ann");
      await page.keyboard.press("Enter");
      await page.getByText("Nobody else yet").waitFor();
      await shoot(page, "nobody");
    },
  },
  {
    name: "incoming",
    async act({ context, url, shoot }) {
      const [ann, ben] = await people(context, url, ["Ann", LONG]);
      await ben.getByText("By name, or with a message").click();
      await ben.getByLabel("What to say").fill("Do you have a minute for the release? <b>Soon</b>, please.");
      await press(ben, "Video call to Ann");
      await button(ann, "Answer with video").waitFor();
      await shoot(ann, "incoming", { readme: { size: [390, 700] } });
      await shoot(ben, "outgoing-long");
      await press(ann, "Preview");
      await pictures(ann, 0);
      await ann.getByLabel("Your picture").last().waitFor();
      await shoot(ann, "incoming-preview");
    },
  },
  {
    name: "video",
    async act({ context, url, shoot }) {
      const [ann, ben] = await pair(context, url);
      await ann.getByRole("paragraph").filter({ hasText: /^Ringing…$/ }).waitFor();
      await shoot(ann, "outgoing");
      await press(ben, "Answer with video");
      await talks(ann);
      await pictures(ann, 2);
      await ann.getByRole("img", { name: /^Network/ }).first().waitFor();
      await shoot(ann, "video", { readme: { size: [390, 700] } });
      await press(ann, "More options");
      await shoot(ann, "video-options");
      await press(ann, "More options");
      await press(ben, "Turn camera off");
      await press(ben, "Mute microphone");
      await ann.getByText("Microphone off").waitFor();
      await shoot(ann, "video-camera-off");
      await press(ben, "Turn camera on");
      await pictures(ann, 2);
      await press(ann, "Minimise");
      await shoot(ann, "video-mini");
      await press(ann, "Restore");
      await press(ben, "Share screen");
      await pictures(ann, 3);
      await shoot(ann, "video-screen");
      await press(ben, "Hang up");
      await ann.getByText("Call ended").last().waitFor();
      await shoot(ann, "ended", { held: ann.getByRole("dialog") });
    },
  },
  {
    name: "voice",
    async act({ context, url, shoot }) {
      const [ann, ben] = await pair(context, url, "Voice");
      await button(ben, "Answer").waitFor();
      await shoot(ben, "incoming-voice");
      await press(ben, "Answer");
      await talks(ann);
      await shoot(ann, "voice");
      await press(ben, "Switch to video");
      await ann.getByText("would like to switch").last().waitFor();
      await shoot(ann, "voice-request");
      await shoot(ben, "voice-asking");
      await press(ann, "Decline");
      await press(ann, "Minimise");
      await shoot(ann, "voice-mini");
    },
  },
  {
    name: "second",
    async act({ context, url, shoot }) {
      const [ann, ben, carla] = await people(context, url, ["Ann", "Ben Okafor", "Carla Núñez"]);
      await press(ann, "Settings");
      await ann.getByRole("switch", { name: "Let a second call ring" }).check();
      await carla.getByRole("list", { name: "Who is here" }).getByRole("listitem").nth(1).waitFor();
      await press(ben, "Video call to Ann");
      await press(ann, "Answer with video");
      await talks(ann);
      await press(carla, "Voice call to Ann");
      await ann.getByRole("group", { name: /^Carla/ }).waitFor();
      await shoot(ann, "second-call");
    },
  },
  {
    name: "declined",
    async act({ context, url, shoot }) {
      const [ann, ben] = await pair(context, url, "Voice");
      await press(ben, "Decline");
      await ann.getByText("declined").last().waitFor();
      await shoot(ann, "declined", { held: ann.getByRole("dialog") });
      await gone(ann);
      await press(ann, "Video call to Ben Okafor");
      await press(ann, "Cancel call");
      await gone(ben);
      await shoot(ben, "history-people");
      await press(ben, "History");
      await shoot(ben, "history", { readme: { size: [1180, 560] } });
      await press(ben, "Settings");
      await shoot(ben, "settings");
      await press(ben, "Developer");
      await shoot(ben, "developer");
    },
  },
  group(3),
  group(5),
  group(8),
];

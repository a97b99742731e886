// Two people who are signed in at the server, and a server that dies and comes back while they call each other.

import { connected, expect, over, test as base, type Person } from "./people.js";
import { startServer, type Server } from "../server/running.mjs";

interface Signed {
  server: Server;
  /** A person on a device of their own, signed in at the server; it rings at once, or when the page calls `decide`. */
  signedIn(name: string, decides?: "at once" | "later"): Promise<Person>;
}

const test = base.extend<Signed>({
  server: async ({ baseURL }, use) => {
    const server = await startServer(["--allow-origin", new URL(baseURL!).origin, "--session-secret", "a secret of this test, long enough for it"]);
    await use(server);
    await server.kill();
  },

  signedIn: async ({ server, newcomer, problems }, use) => {
    await use(async (name, decides = "at once") => {
      const person = await newcomer(name);
      await person.do(async ({ name, socket, token, decides }) => {
        const { WebSocketConnection } = (await import("/dist/connections.js" as string)) as typeof import("../../src/js/connections.js");
        phone.kit.onConnectionChange = ({ online }) => void (document.title = online ? "online" : "offline");
        const later = () => new Promise<true>((resolve) => Object.assign(globalThis, { decide: () => resolve(true) }));
        await phone.kit.init("e2e", null, new WebSocketConnection(socket, { userId: name, token }), {
          ringingSource: null, ...(decides === "later" && { beforeRing: later }),
        });
      }, { name, socket: server.socket, token: await server.signIn(name), decides });
      await online(person);
      return person;
    });
    // What the browser itself writes of a server that is not there.
    problems.splice(0, problems.length, ...problems.filter((problem) => !problem.startsWith("WebSocket connection to ")));
  },
});

// A page that did not come from this machine's own network, as the browser sees it, may reach a server there only if the person allows it.
test.use({ permissions: ["camera", "microphone", "local-network-access"] });

async function online(...people: Person[]): Promise<void> {
  await Promise.all(people.map(({ page }) => page.waitForFunction(() => document.title === "online", undefined, { polling: 20 })));
}

async function offline(...people: Person[]): Promise<void> {
  await Promise.all(people.map(({ page }) => page.waitForFunction(() => document.title === "offline", undefined, { polling: 20 })));
}

async function restart(server: Server, ...people: Person[]): Promise<void> {
  await server.kill();
  await offline(...people);
  await server.start();
}

const CALLED = ["ringing bob", "accept bob", "connecting", "user-joined bob", "user-published bob mediaType=audio", "connected"];
const ANSWERED = ["invite alice", "connecting", "user-joined alice", "user-published alice mediaType=audio", "connected"];
const HUNG_UP = ["hangup", "callrecord completed by alice", "ended"];
const LEFT = ["user-left alice reason=hangup", "callrecord completed by alice", "ended"];

test("people who are signed in at the server call each other", async ({ signedIn }) => {
  const [alice, bob] = [await signedIn("alice"), await signedIn("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.answers();
  await connected(alice, bob);
  await alice.hangsUp();
  await over(alice, bob);
  expect([await alice.told(), await bob.told()]).toEqual([[...CALLED, ...HUNG_UP], [...ANSWERED, ...LEFT]]);
});

test("a server that dies between the invitation and the ringing rings once when it is back", async ({ server, signedIn }) => {
  const [alice, bob] = [await signedIn("alice"), await signedIn("bob", "later")];
  await alice.calls("bob");
  await bob.page.waitForFunction(() => "decide" in globalThis);
  await server.kill();
  await offline(alice, bob);
  await bob.do(() => (globalThis as unknown as { decide(): void }).decide());
  expect([await alice.do(() => phone.kit.state), await bob.told()]).toEqual(["calling", []]);
  await server.start();
  await bob.reaches("ringing");
  await bob.answers();
  await connected(alice, bob);
  await alice.hangsUp();
  await over(alice, bob);
  expect([await alice.told(), await bob.told()]).toEqual([[...CALLED, ...HUNG_UP], [...ANSWERED, ...LEFT]]);
});

test("a server that dies while it rings and comes back rings nothing twice, and the call goes on", async ({ server, signedIn }) => {
  const [alice, bob] = [await signedIn("alice"), await signedIn("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await alice.hears("ringing bob");
  await restart(server, alice, bob);
  await online(alice, bob);
  expect([await alice.do(() => phone.kit.state), await bob.do(() => phone.kit.state)]).toEqual(["calling", "ringing"]);
  await bob.answers();
  await connected(alice, bob);
  await alice.hangsUp();
  await over(alice, bob);
  expect([await alice.told(), await bob.told()]).toEqual([[...CALLED, ...HUNG_UP], [...ANSWERED, ...LEFT]]);
});

test("an answer that is given while the server is dead connects once it is back", async ({ server, signedIn }) => {
  const [alice, bob] = [await signedIn("alice"), await signedIn("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await alice.hears("ringing bob");
  await server.kill();
  await offline(alice, bob);
  const answered = bob.answers();
  await bob.reaches("connecting");
  await server.start();
  await answered;
  await connected(alice, bob);
  expect([await alice.told(), await bob.told()]).toEqual([CALLED, ANSWERED]);
});

test("a call that is taken back while the server is dead rings no longer once it is back", async ({ server, signedIn }) => {
  const [alice, bob] = [await signedIn("alice"), await signedIn("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await alice.hears("ringing bob");
  await server.kill();
  await offline(alice, bob);
  await alice.hangsUp();
  await server.start();
  await over(alice, bob);
  expect((await alice.told()).slice(-2)).toEqual(["callrecord cancelled by alice", "ended"]);
  expect((await bob.told()).slice(-3)).toEqual(["cancel alice", "callrecord missed by alice", "ended"]);
});

test("people talk on while the server is dead, mute, and hang up properly", async ({ server, signedIn }) => {
  const [alice, bob] = [await signedIn("alice"), await signedIn("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.answers();
  await connected(alice, bob);
  await server.kill();
  await offline(alice, bob);
  await alice.do(() => phone.kit.setMicrophone(false));
  await bob.hears("user-unpublished alice mediaType=audio");
  await server.start();
  await online(alice, bob);
  await alice.do(() => phone.kit.setMicrophone(true));
  await bob.hears("user-published alice mediaType=audio", 2);
  await server.kill();
  await offline(alice, bob);
  await alice.hangsUp();
  await over(alice, bob);
  const muted = ["user-unpublished alice mediaType=audio", "user-published alice mediaType=audio"];
  expect([await alice.told(), await bob.told()]).toEqual([[...CALLED, ...HUNG_UP], [...ANSWERED, ...muted, ...LEFT]]);
});

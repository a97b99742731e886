// The compiled core: loaded by init, from wherever the page says, and by nothing else.

import { readFileSync } from "node:fs";
import { connect, expect, test } from "./people.js";

const core = readFileSync(new URL("../../dist/callkit_bg.wasm", import.meta.url));

test("importing and constructing load no core, and init loads it once for all", async ({ newcomer, context }) => {
  const fetched: string[] = [];
  context.on("request", (request) => request.url().endsWith(".wasm") && fetched.push(request.url()));
  const alice = await newcomer("alice");
  expect(fetched).toEqual([]);
  await alice.do(() => phone.signIn("alice"));
  await alice.do(async () => {
    await phone.kit.destroy();
    await phone.signIn("alice");
    await new phone.CallKit().init("e2e", "bob");
  });
  expect(fetched).toHaveLength(1);
});

test("what measures a call is loaded when somebody listens, also during the call", async ({ person, context }) => {
  const fetched: string[] = [];
  context.on("request", (request) => /\/(tokens|meter|sample)-/.test(request.url()) && fetched.push(request.url()));
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  expect(fetched).toEqual([]);
  await alice.do(() => new Promise<void>((resolve) => phone.kit.on("networkquality", () => resolve())));
  expect(fetched).toEqual([expect.stringContaining("/meter-")]);
});

test("what measures a call and does not load is asked for again, and the call goes on", async ({ person, context, problems }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  let asked = 0;
  await context.route("**/meter-*.js", (route) => (++asked === 1 ? route.abort() : route.continue()));
  await alice.do(() => {
    const first = new Promise<void>((resolve) => phone.kit.on("volume", () => resolve()));
    Object.assign(globalThis, { first });
  });
  await connect(alice, bob);
  await expect.poll(() => asked).toBe(1);
  expect(await alice.do(() => phone.sounds(phone.kit.remoteStream("bob")!))).toBe(true);
  await alice.do(() => (globalThis as unknown as { first: Promise<void> }).first);
  expect(asked).toBe(2);
  expect([await alice.told(), await bob.told()].flat().filter((line) => /error|reconnecting|ended/.test(line))).toEqual([]);
  expect(problems.splice(0).filter((problem) => !/ERR_FAILED/.test(problem))).toEqual([]);
});

test("the core comes from where wasmUrl says, as text or URL", async ({ newcomer, context }) => {
  const asked: string[] = [];
  await context.route("**/elsewhere/**", (route) => {
    asked.push(new URL(route.request().url()).pathname);
    return route.fulfill({ contentType: "application/wasm", body: core });
  });
  for (const kind of ["text", "URL"]) {
    const alice = await newcomer("alice");
    await alice.do((kind) => phone.signIn("alice", { wasmUrl: kind === "URL" ? new URL("/elsewhere/URL.wasm", location.href) : "/elsewhere/text.wasm" }), kind);
    expect(await alice.do(() => phone.kit.state)).toBe("idle");
  }
  expect(asked).toEqual(["/elsewhere/text.wasm", "/elsewhere/URL.wasm"]);
});

for (const [what, answer] of Object.entries({
  "is not there": { status: 404, contentType: "text/plain", body: "Not found" },
  "is not WebAssembly": { contentType: "application/wasm", body: "<!doctype html>" },
  "stops in the middle": { contentType: "application/wasm", body: core.subarray(0, 1000) },
})) {
  test(`a core that ${what} is named, and the next init works`, async ({ newcomer, context, problems }) => {
    await context.route("**/wrong.wasm", (route) => route.fulfill(answer));
    const alice = await newcomer("alice");
    const { code, field } = await alice.do(() => phone.outcome(() => phone.signIn("alice", { wasmUrl: "/wrong.wasm" })));
    expect({ code, field }).toEqual({ code: "wasm-load-failed", field: "init.wasmUrl" });
    expect(problems.splice(0).filter((problem) => !/404/.test(problem))).toEqual([]);
    await alice.do(() => phone.signIn("alice"));
    await alice.calls("bob");
    expect(await alice.do(() => phone.kit.state)).toBe("calling");
  });
}

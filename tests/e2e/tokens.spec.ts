// Call tokens: with the issuer's key, nobody rings or is let in without a good one.

import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { connected, expect, over, test, type Options, type Person } from "./people.js";

type Algorithm = "EdDSA" | "ES256";

/** An issuer: its public key, and what it signs. */
async function issuer(algorithm: Algorithm = "EdDSA") {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { ...(algorithm === "EdDSA" && { crv: "Ed25519" }), extractable: true });
  const sign = (sub: string, claims: Record<string, unknown> = {}, expires: number | string = "1h") =>
    new SignJWT({ app: "e2e", channel: "room", ...claims }).setProtectedHeader({ alg: algorithm }).setSubject(sub)
      .setAudience("callkit-peer").setExpirationTime(expires).sign(privateKey);
  return { key: await exportJWK(publicKey) as JsonWebKey, secret: await exportJWK(privateKey) as JsonWebKey, sign };
}

/** Signs in with a key and a handler that gives this token. */
const signIn = (person: Person, tokenKey: JsonWebKey, token: string) => person.do(([name, tokenKey, token]) =>
  phone.signIn(name, { line: true, tokenKey, tokenHandler: async () => token } as Options), [person.name, tokenKey, token] as const);

for (const algorithm of ["EdDSA", "ES256"] as const) {
  test(`two people whose tokens are good are connected (${algorithm})`, async ({ newcomer }) => {
    const { key, sign } = await issuer(algorithm);
    const [alice, bob] = [await newcomer("alice"), await newcomer("bob")];
    await signIn(alice, key, await sign("alice"));
    await signIn(bob, key, await sign("bob"));
    await alice.do(() => phone.kit.startCall({ callType: 0, to: "bob", channel: "room" }));
    await bob.answers();
    await connected(alice, bob);
  });
}

const BAD: [why: string, make: (of: Awaited<ReturnType<typeof issuer>>) => Promise<string>][] = [
  ["of another issuer", async () => (await issuer()).sign("alice")],
  ["of another person", ({ sign }) => sign("mallory")],
  ["for another channel", ({ sign }) => sign("alice", { channel: "another" })],
  ["for another application", ({ sign }) => sign("alice", { app: "another" })],
  ["that is no token", async () => "nonsense"],
  ["that has expired", ({ sign }) => sign("alice", {}, Math.floor(Date.now() / 1000) - 3600)],
];

test("a caller whose token is not good rings nobody", async ({ newcomer }) => {
  const of = await issuer();
  const bob = await newcomer("bob");
  await signIn(bob, of.key, await of.sign("bob"));
  for (const [why, make] of BAD) {
    const alice = await newcomer("alice");
    await signIn(alice, of.key, await make(of));
    await alice.do(() => phone.kit.startCall({ callType: 0, to: "bob", channel: "room", timeout: 1_500 }));
    await over(alice);
    expect(await bob.do(() => phone.told.filter((line) => line.includes("invite"))), why).toEqual([]);
  }
  const alice = await newcomer("alice");
  await signIn(alice, of.key, await of.sign("alice"));
  await alice.do(() => phone.kit.startCall({ callType: 0, to: "bob", channel: "room" }));
  await bob.reaches("ringing");
});

test("a callee whose token is not good is not connected, and learns no address", async ({ newcomer }) => {
  const of = await issuer();
  const [alice, bob] = [await newcomer("alice"), await newcomer("bob")];
  await signIn(alice, of.key, await of.sign("alice"));
  await signIn(bob, of.key, await (await issuer()).sign("bob"));
  await alice.do(() => phone.kit.startCall({ callType: 0, to: "bob", channel: "room", timeout: 3_000 }));
  await bob.reaches("ringing");
  await bob.do(() => phone.outcome(() => phone.kit.answerCall(true)));
  await over(alice, bob);
  expect(await bob.do(() => phone.told.filter((line) => /connected/.test(line)))).toEqual([]);
  expect(await alice.do(() => phone.line.sent.filter((text) => text.includes("candidate:")))).toEqual([]);
  expect(await alice.do(() => phone.peers.filter(({ connectionState }) => connectionState !== "closed"))).toEqual([]);
});

test("a token that expires soon is told ahead, and renewed", async ({ newcomer }) => {
  const of = await issuer();
  const [alice, bob] = [await newcomer("alice"), await newcomer("bob")];
  await signIn(bob, of.key, await of.sign("bob"));
  await alice.do((tokenKey) => phone.signIn("alice", { tokenKey } as Options), of.key);
  const soon = await of.sign("alice", {}, Math.floor(Date.now() / 1000) + 32);
  const told = alice.do(() => new Promise<{ channel: string }>((resolve) => (phone.kit.onTokenWillExpire = resolve)));
  await alice.do((accessToken) => phone.kit.startCall({ callType: 0, to: "bob", channel: "room", accessToken }), soon);
  await bob.answers();
  await connected(alice, bob);
  expect(await told).toMatchObject({ channel: "room" });
  await alice.do((token) => phone.kit.renewToken(token), await of.sign("alice"));
  expect(await alice.do(() => phone.kit.state)).toBe("connected");
});

test("a key that is none, or private, is refused by its name, and so is a token without its channel", async ({ newcomer }) => {
  const { key, secret, sign } = await issuer();
  const alice = await newcomer("alice");
  for (const tokenKey of [{ kty: "OKP" }, { kty: "oct", k: "c2VjcmV0" }, secret]) {
    const refused = await alice.do((tokenKey) => phone.outcome(() => phone.signIn("alice", { tokenKey } as Options)), tokenKey);
    expect(refused).toMatchObject({ code: "invalid-argument", field: "init.tokenKey" });
  }
  await signIn(alice, key, "");
  expect(await alice.do((accessToken) => phone.outcome(() => phone.kit.startCall({ callType: 0, to: "bob", accessToken })), await sign("alice"))).toMatchObject(
    { code: "invalid-argument", field: "startCall.channel" });
});

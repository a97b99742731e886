// Whose call token is good: the issuer's, for this person, application and channel, and in time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { source } from "./source.mjs";

const { tokenCheck } = await source("tokens.ts");
const { withToken } = await source("with-token.ts");

const CLAIMS = { app: "app", channel: "room", sub: "alice", aud: "callkit-peer" };
const now = () => Math.floor(Date.now() / 1000);

const issuer = async (algorithm) => {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { ...(algorithm === "EdDSA" && { crv: "Ed25519" }), extractable: true });
  const sign = (claims = {}) => new SignJWT({ ...CLAIMS, exp: now() + 3600, ...claims }).setProtectedHeader({ alg: algorithm }).sign(privateKey);
  return { publicKey: await exportJWK(publicKey), privateKey: await exportJWK(privateKey), sign };
};
const issuers = await Promise.all(["EdDSA", "ES256"].map(issuer));
const [own, elliptic] = issuers;
const [check, checkElliptic] = await Promise.all(issuers.map(({ publicKey }) => tokenCheck(publicKey, "app")));
const isGood = async (token) => check(await token, "alice", "room");

test("a token of the issuer for this person, application and channel is good, signed with either algorithm", async () => {
  assert.equal(await isGood(own.sign()), true);
  assert.equal(await checkElliptic(await elliptic.sign(), "alice", "room"), true);
});

for (const [what, claims] of [
  ["another person", { sub: "mallory" }], ["nobody", { sub: undefined }],
  ["another application", { app: "another" }], ["no application", { app: undefined }],
  ["another channel", { channel: "another" }], ["no channel", { channel: undefined }],
  ["another purpose, as for signing in", { aud: "callkit-server" }], ["no purpose", { aud: undefined }],
  ["ever", { exp: undefined }], ["a time that has not come", { nbf: now() + 3600 }],
]) {
  test(`a token for ${what} is not good`, async () => assert.equal(await isGood(own.sign(claims)), false));
}

test("clocks may differ by less than half a minute", async () => {
  assert.equal(await isGood(own.sign({ exp: now() - 20 })), true);
  assert.equal(await isGood(own.sign({ exp: now() - 31 })), false);
});

test("a token that is signed by somebody else, by nobody, or with another algorithm, and what is no token, is not good", async () => {
  const [, claims] = (await own.sign()).split(".");
  const unsigned = `${btoa('{"alg":"none"}')}.${claims}.`;
  for (const token of [(await issuer("EdDSA")).sign(), elliptic.sign(), unsigned, "", "nonsense", "a.b.c"]) assert.equal(await isGood(token), false);
});

test("a private key, and one of another kind, is refused", async () => {
  for (const { privateKey } of issuers) await assert.rejects(tokenCheck(privateKey, "app"), /private key/);
  for (const key of [{ kty: "oct", k: "c2VjcmV0" }, { kty: "RSA", n: "AQAB", e: "AQAB" }, {}]) await assert.rejects(tokenCheck(key, "app"), /Ed25519/);
});

test("when a token expires is read from it in milliseconds, whatever else it says", async () => {
  const exp = now() + 60;
  // Of these signs come - and _ in the text of a token.
  for (const name of ["alice", "¿¿¿", "ÿÿÿ", "爱丽丝"]) {
    const accessToken = await own.sign({ exp, name });
    assert.deepEqual(withToken(accessToken), { accessToken, expiresAt: exp * 1000 });
  }
});

test("what says no time says nothing of its expiry, and what is no text is no token", () => {
  for (const accessToken of ["nonsense", "a.b.c", `a.${btoa("{}")}.c`, `a.${btoa("null")}.c`, `a.${btoa('{"exp":"soon"}')}.c`]) {
    assert.deepEqual(withToken(accessToken), { accessToken, expiresAt: undefined });
  }
  for (const none of ["", undefined, null, 7, {}]) assert.deepEqual(withToken(none), { accessToken: undefined, expiresAt: undefined });
});

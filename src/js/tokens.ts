import { importJWK, jwtVerify } from "jose";
import type { Channel, UserId } from "./types.js";

const ALGORITHMS = ["EdDSA", "ES256"];
/** Seconds by which the clocks of whoever issued a token and of this machine may differ. */
const CLOCKS_DIFFER = 30;

/** Tells whether a token is this person's, for this channel, and still good. */
export type TokenCheck = (token: string, user: UserId, channel: Channel) => Promise<boolean>;

/**
 * Makes the check of call tokens (JWT, RFC 7519) that one issuer signs with Ed25519 or P-256. Rejects where the key is no public key of
 * these kinds, or this browser cannot use it.
 */
export async function tokenCheck(key: JsonWebKey, appId: string): Promise<TokenCheck> {
  if (key.d) throw new TypeError("a private key; the public key alone is needed, and nobody else should have this one");
  const algorithm = ALGORITHMS[["OKP", "EC"].indexOf(key.kty ?? "")];
  if (!algorithm) throw new TypeError(`a key of kind ${key.kty}; Ed25519 (OKP) or P-256 (EC) is needed`);
  const publicKey = await importJWK(key, algorithm);
  return async (token, user, channel) => {
    try {
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: [algorithm], audience: "callkit-peer", subject: user, requiredClaims: ["exp", "app", "channel"], clockTolerance: CLOCKS_DIFFER,
      });
      return payload["app"] === appId && payload["channel"] === channel;
    } catch {
      return false;
    }
  };
}

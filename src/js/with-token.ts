import type { CoreToken } from "./core.js";

/** A call token as the core takes it; whatever is no text, or empty, is none. What it says of its expiry is read, not checked: whoever is shown it does. */
export function withToken(accessToken: unknown): CoreToken {
  if (typeof accessToken !== "string" || !accessToken) return { accessToken: undefined, expiresAt: undefined };
  return { accessToken, expiresAt: expiry(accessToken) };
}

// RFC 7519, section 4.1.4: seconds. A token of another kind says nothing.
function expiry(token: string): number | undefined {
  try {
    const { exp } = JSON.parse(atob(token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/")));
    return Number.isFinite(exp) ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}

import type { UserId } from "./types.js";

// As many people's room ids as are remembered; beyond, the one learned first is forgotten.
const MOST_UIDS = 1024;

/** What people are called: the custom name of their user id, or of their id in the media room, or the user id itself. */
export class Names {
  readonly #given = new Map<string, string>();
  readonly #uids = new Map<UserId, string>();

  give(map: Record<string, string>): void {
    for (const [id, name] of Object.entries(map)) this.#given.set(id, name);
  }

  of(user: UserId): string {
    return this.#given.get(user) ?? this.#given.get(this.#uids.get(user) ?? user) ?? user;
  }

  learn(user: UserId, uid: string | undefined): void {
    if (uid === undefined || this.#uids.get(user) === uid) return;
    this.#uids.delete(user);
    this.#uids.set(user, uid);
    for (const first of this.#uids.keys()) {
      if (this.#uids.size <= MOST_UIDS) return;
      this.#uids.delete(first);
    }
  }
}

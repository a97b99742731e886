import { failure } from "../errors.js";
import type { Connection, UserId } from "../types.js";

/** To callkit-server. Comes with the server: constructing one throws `not-supported`. */
export class WebSocketConnection implements Connection {
  declare readonly userId: UserId;
  declare send: (to: UserId, text: string) => Promise<void>;
  declare subscribe: (listener: (message: { from: UserId; text: string }) => void) => () => void;
  declare onStatus: (listener: (online: boolean) => void) => () => void;
  declare close: () => Promise<void>;

  constructor(url: string | URL, options: { userId: UserId; token: string | (() => Promise<string>) }) {
    void [url, options];
    throw failure("not-supported", "WebSocketConnection");
  }
}

import { file, overtaken } from "./errors.js";
import { load } from "./loader.js";
import type { Page, Phone } from "./phone.js";
import type { CallKitOptions, Connection, UserId } from "./types.js";

/** What `init` was told. */
export interface SignIn {
  appId: string;
  userId: UserId;
  /** This person's id in the media room, where it differs. */
  uid: string | undefined;
  /** A TabsConnection where none was given. */
  connection: Connection | null | undefined;
  options: CallKitOptions;
}

/** From `init` to the end of `destroy`. Whatever was opened when `stop` comes is given back, and nothing is opened after. */
export class Session {
  readonly signIn: SignIn;
  /** There from the end of `init` to the end of `destroy`. */
  phone: Phone | null = null;
  stopped = false;
  readonly #page: Page;
  #opening: Promise<Phone> | null = null;
  #abort!: (error: unknown) => void;
  #release!: (closing: Promise<void> | undefined) => void;
  readonly #aborted = new Promise<never>((_, reject) => (this.#abort = reject));
  readonly #released = new Promise<void>((resolve) => (this.#release = resolve));

  constructor(signIn: SignIn, page: Page) {
    this.signIn = signIn;
    this.#page = page;
    this.#aborted.catch(() => {});
  }

  /** Resolves when this page can be called. Rejects at once where `stop` comes first. */
  start(): Promise<void> {
    return Promise.race([this.#aborted, this.#start()]);
  }

  /** Leaves the call, gives everything back, and resolves then. */
  stop(): Promise<void> {
    if (!this.stopped) {
      this.stopped = true;
      this.#abort(overtaken("init"));
      this.#release(this.#stop());
    }
    return this.#released;
  }

  async #start(): Promise<void> {
    const { userId, connection, options } = this.signIn;
    const [Phone, carrier] = await Promise.all([
      load(options.wasmUrl),
      connection ?? file(import("./connections/tabs.js"), "init").then(({ TabsConnection }) => new TabsConnection(userId)),
    ]);
    if (this.stopped) return;
    this.phone = await (this.#opening = Phone.open(this.signIn, carrier, this.#page));
  }

  // The files that `load` waits for may never come, so only what has begun to open is waited for.
  async #stop(): Promise<void> {
    const phone = this.phone ?? (await this.#opening?.catch(() => null));
    await phone?.close();
    this.phone = null;
    phone?.free();
  }
}

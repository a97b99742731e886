// What a machine has beside its browsers, without the hardware: a sound server whose devices can be plugged in and out, and a screen.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Names the variables by which a browser finds what is there. */
export type Surroundings = Record<string, string>;

/** Plugged in until it is called. */
export type Cable = () => Promise<void>;

/** One machine: each of its parts is there from when it is first asked for. */
export class Machine {
  #sound: Promise<Sound> | undefined;
  #screen: Promise<Screen> | undefined;

  sound(): Promise<Sound> {
    return (this.#sound ??= Sound.start());
  }

  screen(): Promise<Screen> {
    return (this.#screen ??= Screen.start());
  }

  async close(): Promise<void> {
    (await this.#sound)?.close();
    (await this.#screen)?.close();
  }
}

/** A PulseAudio of its own, with one loudspeaker. */
export class Sound {
  readonly surroundings: Surroundings;
  readonly #server: ChildProcess;
  readonly #home: string;

  private constructor(server: ChildProcess, home: string, surroundings: Surroundings) {
    this.#server = server;
    this.#home = home;
    this.surroundings = surroundings;
  }

  static async start(): Promise<Sound> {
    const home = mkdtempSync(join(tmpdir(), "callkit-sound-"));
    const socket = join(home, "socket");
    const env = { ...process.env, HOME: home, PULSE_RUNTIME_PATH: home, PULSE_STATE_PATH: home };
    const modules = [load("speaker", "Desk"), `module-native-protocol-unix socket=${socket} auth-anonymous=1`];
    const settings = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes", "--realtime=no", "--high-priority=no"];
    const server = spawn(process.env["PULSEAUDIO"] ?? "pulseaudio", [...settings, ...modules.flatMap((module) => ["-L", module])], { env, stdio: "ignore" });
    await until(server, () => existsSync(socket));
    return new Sound(server, home, { PULSE_SERVER: `unix:${socket}` });
  }

  /** Plugs a device in: a microphone that hears a steady note, or a loudspeaker. */
  async plug(kind: "microphone" | "speaker", name: string, hertz = 440): Promise<Cable> {
    const { stdout } = await this.#control("load-module", ...load(kind, name, hertz).split(" "));
    return async () => void (await this.#control("unload-module", stdout.trim()));
  }

  /** The loudspeakers out of which something sounds. */
  async sounding(): Promise<string[]> {
    const list = async (what: string) => JSON.parse((await this.#control("-f", "json", "list", what)).stdout);
    const [sinks, inputs] = await Promise.all([list("sinks"), list("sink-inputs")]);
    const names = (inputs as { sink: number; corked: boolean }[]).filter(({ corked }) => !corked)
      .map(({ sink }) => (sinks as { index: number; description: string }[]).find(({ index }) => index === sink)?.description ?? "none");
    return [...new Set(names)].sort();
  }

  close(): void {
    this.#server.kill();
    rmSync(this.#home, { recursive: true, force: true });
  }

  #control(...words: string[]): Promise<{ stdout: string }> {
    return run(process.env["PACTL"] ?? "pactl", words, { env: { ...process.env, HOME: this.#home, ...this.surroundings } });
  }
}

function load(kind: "microphone" | "speaker", name: string, hertz = 440): string {
  return kind === "speaker"
    ? `module-null-sink sink_name=${name} sink_properties=device.description=${name}`
    : `module-sine-source source_name=${name} source_properties=device.description=${name} frequency=${hertz}`;
}

/** A screen that nobody looks at, 1280 by 720. */
export class Screen {
  readonly surroundings: Surroundings;
  readonly #server: ChildProcess;

  private constructor(server: ChildProcess, display: string) {
    this.#server = server;
    this.surroundings = { DISPLAY: `:${display}`, MOZ_ENABLE_WAYLAND: "0" };
  }

  static async start(): Promise<Screen> {
    const server = spawn(process.env["XVFB"] ?? "Xvfb", ["-displayfd", "3", "-screen", "0", "1280x720x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    let display = "";
    server.stdio[3]!.on("data", (text) => (display += text));
    await until(server, () => display.endsWith("\n"));
    return new Screen(server, display.trim());
  }

  close(): void {
    this.#server.kill();
  }
}

async function until(server: ChildProcess, holds: () => boolean): Promise<void> {
  let failed: unknown;
  server.on("error", (error) => (failed = error));
  server.on("exit", (code) => (failed ??= new Error(`${server.spawnfile} ended with ${code}`)));
  while (!holds()) {
    if (failed) throw failed;
    await wait(10);
  }
}

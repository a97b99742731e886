import type { CallInfo, CallKitEvents, CallWarning, Member, NetworkQuality, UserId, Volume } from "../types.js";
import type { Look, Observed } from "./arrivals.js";
import { Ears } from "./ears.js";
import { sample, type Sample } from "./sample.js";
import { grade, opinion, Steady, type Grade } from "./score.js";
import { Speech } from "./speech.js";
import { BOUNDS, Warnings } from "./warnings.js";

/** Milliseconds between looks at who speaks. */
const LISTEN = 200;
/** Below this a microphone that is on gives nothing at all: a dead cable, not a quiet room. */
const DEAD = 0.0001;

/** Whose paths are measured, and who hears of it. */
export interface Measured extends Observed {
  me: UserId;
  microphone(): MediaStreamTrack | null;
  /** Whether anybody listens. */
  wants(type: "networkquality" | "volume" | "warning"): boolean;
  emit<K extends "networkquality" | "volume" | "warning">(type: K, detail: CallKitEvents[K]): void;
}

/** One person as this device measures them. */
class Person {
  readonly warnings: Warnings;
  readonly speech = new Speech();
  readonly uplink = new Steady();
  readonly downlink = new Steady();
  peer: RTCPeerConnection | null = null;
  last: Sample | null = null;

  constructor(user: UserId | null, tell: (warning: CallWarning) => void) {
    this.warnings = new Warnings(user, tell);
  }
}

/** Measures the running call, from when it is connected until it ends. */
export class Meter {
  readonly #of: Measured;
  readonly #people = new Map<UserId, Person>();
  readonly #ears = new Ears();
  #listening: ReturnType<typeof setInterval> | undefined;
  #call: CallInfo | null = null;

  constructor(of: Measured) {
    this.#of = of;
    this.streamsChanged();
  }

  stop(): void {
    clearInterval(this.#listening);
    this.#ears.turnTo(null);
    for (const { warnings } of this.#people.values()) warnings.end();
    this.#people.clear();
  }

  /** The microphone may be another one, or none. A copy of one that is closed must not keep its light on. */
  streamsChanged(): void {
    const microphone = this.#of.microphone();
    const listens = this.#of.wants("volume");
    const isHeard = microphone && (listens || this.#of.wants("warning"));
    this.#ears.turnTo(isHeard ? microphone : null);
    if (!isHeard && !listens) {
      clearInterval(this.#listening);
      this.#listening = undefined;
    } else if (!this.#listening) {
      this.#listening = setInterval(() => this.#listen(), LISTEN);
      // The silence before the first sound is what a voice is told from.
      this.#listen();
    }
  }

  #listen(): void {
    // The whole of it is written and read each time, so once a second is enough.
    const call = (this.#call ??= this.#of.call());
    if (!call) return;
    const now = performance.now();
    const mine = this.#ears.level();
    const isOn = !!this.#of.microphone()?.enabled;
    const speaks = this.#person(this.#of.me).speech.hears(mine, now);
    // Kept until the next look.
    this.#spoke ||= speaks && !isOn;
    this.#loudest = Math.max(this.#loudest, mine);
    if (!this.#of.wants("volume")) return;
    const volumes: Volume[] = [{ userId: this.#of.me, level: isOn ? mine : 0, speaking: isOn && speaks }];
    for (const [userId, peer] of this.#of.peers()) {
      if (!isJoined(call, userId)) continue;
      const level = loudness(peer);
      volumes.push({ userId, level, speaking: this.#person(userId).speech.hears(level, now) });
    }
    this.#of.emit("volume", volumes);
  }

  #spoke = false;
  #loudest = 0;

  /** Takes what a look has seen of the paths. */
  look(looks: Look[]): void {
    this.streamsChanged();
    const call = (this.#call = this.#of.call());
    if (!call) return;
    const qualities: NetworkQuality[] = [];
    for (const [userId, peer, report] of looks) {
      const member = call.members.find((member) => member.userId === userId);
      if (member && report && isJoined(call, userId)) qualities.push(this.#judge(member, peer, sample(report)));
    }
    if (qualities.length === 0) return;
    this.#forget(call);
    // One's own link is as good as the best of the paths over it; one of which nothing is known says only that it is not down.
    const best = (of: "uplink" | "downlink") => {
      const least = Math.min(...qualities.map((quality) => quality[of] || 5.5));
      return (least === 5.5 ? 0 : least) as Grade;
    };
    this.#of.emit("networkquality", [{ userId: this.#of.me, uplink: best("uplink"), downlink: best("downlink"), rtt: null, loss: null }, ...qualities]);
    const mine = this.#person(this.#of.me).warnings;
    const microphone = this.#of.microphone();
    mine.take("silent-microphone", !!microphone?.enabled && this.#ears.open && this.#loudest < DEAD, this.#loudest);
    mine.take("speaking-while-muted", this.#spoke);
    this.#spoke = false;
    this.#loudest = 0;
  }

  #judge(member: Member, peer: RTCPeerConnection, now: Sample): NetworkQuality {
    const person = this.#person(member.userId);
    const last = person.peer === peer ? person.last : null;
    person.peer = peer;
    person.last = now;
    const { userId } = member;
    const isUp = peer.connectionState === "connected";
    if (!last || !isUp) {
      const value: Grade = isUp ? 0 : 6;
      return { userId, uplink: person.uplink.take(value), downlink: person.downlink.take(value), rtt: now.rtt, loss: null };
    }
    const down = since(last.received, now.received);
    const up = since(last.sent, now.sent);
    const { warnings } = person;
    const bad = (code: keyof typeof BOUNDS, value: number | null) => warnings.take(code, value !== null && value > BOUNDS[code], value);
    bad("high-rtt", now.rtt);
    bad("high-jitter", now.jitter);
    bad("high-loss", Math.max(down.loss, up.loss));
    const sends = member.microphone || member.camera || member.screen;
    warnings.take("no-media", sends && down.packets === 0);
    warnings.take("frozen-camera", member.camera && down.packets > 0 && now.framesShown === last.framesShown);
    warnings.take("low-bitrate", member.camera && down.bytes * 8 < BOUNDS["low-bitrate"], down.bytes * 8);
    const score = (loss: number, idle: boolean): Grade => (idle ? 0 : grade(opinion(now.rtt ?? 0, now.jitter ?? 0, loss)));
    return {
      userId,
      uplink: person.uplink.take(score(up.loss, up.packets === 0)),
      downlink: person.downlink.take(sends && down.packets === 0 ? 6 : score(down.loss, down.packets === 0)),
      rtt: now.rtt,
      loss: down.loss,
    };
  }

  #person(user: UserId): Person {
    let person = this.#people.get(user);
    const told = user === this.#of.me ? null : user;
    if (!person) this.#people.set(user, (person = new Person(told, (warning) => this.#of.emit("warning", warning))));
    return person;
  }

  #forget(call: CallInfo): void {
    for (const [user, person] of this.#people) {
      if (user === this.#of.me || isJoined(call, user)) continue;
      person.warnings.end();
      this.#people.delete(user);
    }
  }
}

function isJoined(call: CallInfo, user: UserId): boolean {
  return call.members.some(({ userId, state }) => userId === user && (state === "joined" || state === "reconnecting"));
}

function since(last: Sample["received"], now: Sample["received"]) {
  const [packets, lost, bytes] = [now.packets - last.packets, Math.max(0, now.lost - last.lost), now.bytes - last.bytes];
  return { packets, bytes, loss: packets + lost > 0 ? lost / (packets + lost) : 0 };
}

// RFC 6465 and RFC 6464 levels, as the receiver hears them.
function loudness(peer: RTCPeerConnection): number {
  return Math.max(0, ...peer.getReceivers().filter(({ track }) => track.kind === "audio").map((receiver) =>
    receiver.getSynchronizationSources()[0]?.audioLevel ?? 0));
}

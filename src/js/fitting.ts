import { codec, easyCodecs } from "./codec.js";
import { fit, type Place } from "./fit.js";
import { soon } from "./soon.js";
import type { UserId } from "./types.js";

const PLACES: Place[] = ["microphone", "camera", "screen"];

/** What this page sends, and to whom. */
export interface Sent {
  peers(): [user: string, peer: RTCPeerConnection][];
  track(place: Place): MediaStreamTrack | null;
}

/** Holds every sender to what fits: falls as people join, rises as they leave. Has the pictures begin anew after a break. */
export class Fitting {
  readonly #sent: Sent;
  readonly #watched = new WeakSet<RTCPeerConnection>();
  // What each was last told.
  readonly #told = new WeakMap<RTCRtpSender, string>();
  // Those that took no codec.
  readonly #plain = new WeakSet<RTCRtpSender>();
  #easy: string[] = [];

  constructor(sent: Sent) {
    this.#sent = sent;
    // The first question after a start can hold the page up for longer than a picture lasts, so it is asked before any call, when
    // nothing else is to be done; a call that begins earlier is sent in what takes least.
    (globalThis.requestIdleCallback ?? setTimeout)(async () => (this.#easy = await easyCodecs()));
  }

  /** Once for all that happens in one turn, and after it: each sender that is asked keeps the page waiting for the browser's other threads. */
  readonly apply = soon(() => this.#pass(), 0);

  /**
   * Has the pictures to somebody whose path broke, or is back, begin anew, and again when it takes another way: theirs stand until a key
   * frame comes, for which their browser asks after three seconds alone.
   */
  renew(user: UserId): void {
    const theirs = this.#sent.peers().filter(([name]) => name === user);
    for (const sender of theirs.flatMap(([, peer]) => peer.getSenders()).filter(({ track }) => track?.kind === "video")) {
      // Chromium sends over another way seconds before the core hears from there.
      Object.assign(sender.transport?.iceTransport ?? {}, { onselectedcandidatepairchange: () => this.renew(user) });
      const parameters = sender.getParameters();
      // Every browser begins another size with a key frame, and is told again what fits; only some can be asked for one alone. Firefox
      // receives anew, too.
      for (const encoding of parameters.encodings) encoding.scaleResolutionDownBy! *= 1.02;
      this.#told.delete(sender);
      this.apply();
      // A path that has gone meanwhile needs none.
      sender.setParameters(parameters).catch(() => {});
    }
  }

  #pass(): void {
    const peers = this.#sent.peers();
    const people = new Set(peers.map(([user]) => user)).size + 1;
    for (const [, peer] of peers) {
      const senders = () => peer.getTransceivers().filter(({ mid }) => mid !== null).slice(0, PLACES.length).map(({ sender }) => sender);
      if (!this.#watched.has(peer)) {
        this.#watched.add(peer);
        peer.addEventListener("signalingstatechange", () => {
          for (const sender of senders()) this.#told.delete(sender);
          this.apply();
        });
      }
      // What both know is not known before, and what is told meanwhile may be refused.
      if (peer.signalingState === "stable") senders().forEach((sender, at) => this.#hold(sender, PLACES[at]!, people));
    }
  }

  #hold(sender: RTCRtpSender, place: Place, people: number): void {
    const track = this.#sent.track(place);
    // There may be sound without a microphone: that of a screen.
    if (!track && place !== "microphone") return;
    const { height, ...most } = fit(place, people);
    const captured = track?.getSettings();
    const shorter = Math.min(captured?.width ?? 0, captured?.height ?? 0);
    const scale = height ? { scaleResolutionDownBy: Math.max(1, shorter / height) } : {};
    const text = JSON.stringify([people, scale, this.#easy, this.#plain.has(sender)]);
    if (this.#told.get(sender) === text) return;
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings ?? [];
    if (!encoding) return;
    this.#told.set(sender, text);
    Object.assign(encoding, most, scale);
    if (place !== "microphone") Object.assign(parameters, { degradationPreference: place === "screen" ? "maintain-resolution" : "maintain-framerate" });
    // What is sent first is the first that both know.
    const known = parameters.codecs?.filter(({ mimeType }) => mimeType.startsWith("video/")) ?? [];
    const type = this.#plain.has(sender) ? undefined : codec(place, people, known.map(({ mimeType }) => mimeType), this.#easy);
    const wanted = known.find(({ mimeType }) => mimeType === type);
    if (wanted && wanted !== known[0]) Object.assign(encoding, { codec: wanted });
    else delete (encoding as { codec?: unknown }).codec;
    sender.setParameters(parameters).catch(({ name }) => {
      // A description that changed meanwhile is the reason, and told it is again already.
      if (this.#told.get(sender) !== text) return;
      this.#told.delete(sender);
      // W3C WebRTC, section 5.2: a state says nothing of the codec. The next change tries again.
      if (name === "InvalidStateError" || !("codec" in encoding)) return;
      this.#plain.add(sender);
      this.apply();
    });
  }
}

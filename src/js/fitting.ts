import { codec, easyCodecs } from "./codec.js";
import { fit, type Place } from "./fit.js";

const PLACES: Place[] = ["microphone", "camera", "screen"];

/** Holds every sender to what fits: falls as people join, rises as they leave. */
export class Fitting {
  readonly #peers: () => [user: string, peer: RTCPeerConnection][];
  readonly #camera: () => MediaStreamTrack | null;
  readonly #watched = new WeakSet<RTCPeerConnection>();
  // What each was last told.
  readonly #told = new WeakMap<RTCRtpSender, string>();
  // Those that took no codec.
  readonly #plain = new WeakSet<RTCRtpSender>();
  #easy: string[] | null = null;

  constructor(peers: () => [user: string, peer: RTCPeerConnection][], camera: () => MediaStreamTrack | null) {
    this.#peers = peers;
    this.#camera = camera;
  }

  apply(): void {
    const peers = this.#peers();
    if (!this.#easy && peers.length > 0) this.#look();
    const people = new Set(peers.map(([user]) => user)).size + 1;
    for (const [, peer] of peers) {
      if (!this.#watched.has(peer)) {
        this.#watched.add(peer);
        peer.addEventListener("connectionstatechange", () => peer.connectionState === "connected" && this.apply());
      }
      const places = peer.getTransceivers().filter(({ mid }) => mid !== null);
      places.slice(0, PLACES.length).forEach(({ sender }, at) => this.#hold(sender, PLACES[at]!, people));
    }
  }

  #look(): void {
    this.#easy = [];
    void easyCodecs().then((easy) => {
      this.#easy = easy;
      this.apply();
    });
  }

  #hold(sender: RTCRtpSender, place: Place, people: number): void {
    const { height, ...most } = fit(place, people);
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings ?? [];
    if (!encoding) return;
    const captured = this.#camera()?.getSettings();
    const shorter = Math.min(captured?.width ?? 0, captured?.height ?? 0);
    if (height && shorter) encoding.scaleResolutionDownBy = Math.max(1, shorter / height);
    Object.assign(encoding, most);
    if (place !== "microphone") Object.assign(parameters, { degradationPreference: place === "screen" ? "maintain-resolution" : "maintain-framerate" });
    // What is sent first is the first that both know.
    const known = parameters.codecs?.filter(({ mimeType }) => mimeType.startsWith("video/")) ?? [];
    const type = this.#plain.has(sender) ? undefined : codec(place, people, known.map(({ mimeType }) => mimeType), this.#easy ?? []);
    const wanted = known.find(({ mimeType }) => mimeType === type);
    if (wanted && wanted !== known[0]) Object.assign(encoding, { codec: wanted });
    else delete (encoding as { codec?: unknown }).codec;
    const text = JSON.stringify([most, encoding.scaleResolutionDownBy, type]);
    if (this.#told.get(sender) === text) return;
    this.#told.set(sender, text);
    // In the middle of a negotiation it is refused, and tried again at the next change.
    sender.setParameters(parameters).catch(() => {
      this.#told.delete(sender);
      if (!("codec" in encoding)) return;
      this.#plain.add(sender);
      this.#hold(sender, place, people);
    });
  }
}

import { fit, type Place } from "./fit.js";

const PLACES: Place[] = ["microphone", "camera", "screen"];

/** Holds every sender to what fits: falls as people join, rises as they leave. */
export class Fitting {
  readonly #peers: () => [user: string, peer: RTCPeerConnection][];
  readonly #camera: () => MediaStreamTrack | null;
  readonly #watched = new WeakSet<RTCPeerConnection>();
  // What each was last told.
  readonly #told = new WeakMap<RTCRtpSender, string>();

  constructor(peers: () => [user: string, peer: RTCPeerConnection][], camera: () => MediaStreamTrack | null) {
    this.#peers = peers;
    this.#camera = camera;
  }

  apply(): void {
    const peers = this.#peers();
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
    const text = JSON.stringify([most, encoding.scaleResolutionDownBy]);
    if (this.#told.get(sender) === text) return;
    this.#told.set(sender, text);
    // In the middle of a negotiation it is refused, and tried again at the next change.
    sender.setParameters(parameters).catch(() => this.#told.delete(sender));
  }
}

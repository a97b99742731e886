// Writes down when each step of a connection was taken, by wrapping what the page calls. For finding where the milliseconds go.

/** Each mark has the moment of its first time in a call. */
export function watch(times, now) {
  const mark = (name) => (times[name] ??= now());
  const wrap = (prototype, method, name) => {
    const own = prototype[method];
    prototype[method] = function (...args) {
      const label = typeof name === "function" ? name(args) : name;
      if (label) mark(label);
      const result = own.apply(this, args);
      if (label) result?.then?.(() => mark(`${label} done`), () => {});
      return result;
    };
  };
  wrap(MediaDevices.prototype, "getUserMedia", "camera");
  wrap(RTCPeerConnection.prototype, "setRemoteDescription", ([{ type }]) => `set ${type}`);
  wrap(RTCPeerConnection.prototype, "setLocalDescription", "describe");
  wrap(RTCPeerConnection.prototype, "addIceCandidate", "candidate added");
  wrap(RTCRtpSender.prototype, "replaceTrack", ([track]) => track?.kind === "video" && "track set");
  wrap(RTCDataChannel.prototype, "send", () => "channel used");
  const Own = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Own {
    constructor(...args) {
      super(...args);
      mark("connection made");
      this.addEventListener("iceconnectionstatechange", () => this.iceConnectionState === "connected" && mark("ICE up"));
      this.addEventListener("connectionstatechange", () => this.connectionState === "connected" && mark("DTLS up"));
      this.addEventListener("icecandidate", ({ candidate }) => candidate && mark("candidate found"));
      this.addEventListener("track", ({ track }) => track.kind === "video" && track.addEventListener("unmute", () => mark("first packet")));
    }

    createDataChannel(...args) {
      const channel = super.createDataChannel(...args);
      channel.addEventListener("open", () => mark("channel open"));
      return channel;
    }
  };
}

// RTCPeerConnection by hand, as fast as it goes: the offer travels with the ring, and the answer with its candidates goes off while the
// camera opens. No repeats, no order, no refusal: what anything that keeps a call together can at best come near to.

import { connect } from "./relay.js";

const KINDS = ["audio", "video"];

/** With `early`, the path is built while it rings, and blank pictures keep the callee's encoder running until the answer. */
export async function join({ name, other, relay, ice, show, camera, onRing, early = false }) {
  let pc;
  let channel;
  let stream;
  let blank;
  let offer;
  let candidates = [];
  let answered = () => {};

  const { send } = await connect(relay, name, (_, text) => void hear(JSON.parse(text)));
  const say = (message) => send(other, JSON.stringify(message));

  async function hear({ sdp, candidate }) {
    if (sdp?.type === "offer") {
      offer = sdp;
      onRing();
      if (early) await take();
    } else if (sdp) await pc.setRemoteDescription(sdp);
    // They come after their description, which the connection sets first.
    if (candidate && pc) await pc.addIceCandidate(candidate).catch(() => {});
    else if (candidate) candidates.push(candidate);
  }

  function open() {
    pc = new RTCPeerConnection({ ...ice, bundlePolicy: "max-bundle" });
    pc.onicecandidate = ({ candidate }) => candidate && say({ candidate });
    channel = pc.createDataChannel("", { negotiated: true, id: 0 });
    channel.onmessage = () => answered();
  }

  async function take() {
    open();
    const set = pc.setRemoteDescription(offer);
    for (const candidate of candidates.splice(0)) pc.addIceCandidate(candidate).catch(() => {});
    await set;
    for (const transceiver of pc.getTransceivers()) transceiver.direction = "sendrecv";
    if (early) blank = blankPicture();
    if (early) pc.getTransceivers()[1].sender.replaceTrack(blank);
    await pc.setLocalDescription();
    say({ sdp: pc.localDescription });
  }

  const remote = () => new MediaStream(pc.getReceivers().map(({ track }) => track));
  const publish = async () => {
    stream = await camera();
    for (const { sender, receiver } of pc.getTransceivers()) {
      sender.replaceTrack(stream.getTracks().find(({ kind }) => kind === receiver.track.kind));
    }
  };

  return {
    async call() {
      open();
      for (const kind of KINDS) pc.addTransceiver(kind);
      // The callee's picture is on its way before the answer only as blank.
      show(remote());
      const published = publish();
      await pc.setLocalDescription();
      say({ sdp: pc.localDescription });
      await published;
    },
    async answer() {
      if (early) {
        show(remote());
        return publish();
      }
      const took = take();
      // The places are there as soon as the offer is set, which `take` starts in this turn.
      stream = await camera();
      await took;
      show(remote());
      for (const { sender, receiver } of pc.getTransceivers()) sender.replaceTrack(stream.getTracks().find(({ kind }) => kind === receiver.track.kind));
    },
    async end() {
      pc.close();
      pc = null;
      candidates = [];
      blank?.stop();
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

function blankPicture() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const context = canvas.getContext("2d");
  const track = canvas.captureStream(60).getVideoTracks()[0];
  const draw = () => {
    if (track.readyState === "ended") return;
    context.fillRect(0, 0, 640, 480);
    requestAnimationFrame(draw);
  };
  draw();
  return track;
}

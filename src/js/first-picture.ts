// When the first picture of a track comes. An element that would show it only to know takes the browser as long as the page's own, and at
// the same moment, so it is used only where nothing lighter is there.

/** Pictures up to this width only keep an encoder running. */
const BLANK = 16;

/** Chromium's way to a track's pictures (W3C MediaStreamTrack Insertable Media Processing, section 3). */
declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => { readable: ReadableStream<VideoFrame> };

/** Calls once the first picture that is not blank is there; never where none comes. */
export function firstPicture(track: MediaStreamTrack, seen: () => void): void {
  read(track).then((came) => came && seen(), () => show(track, seen));
}

async function read(track: MediaStreamTrack): Promise<boolean> {
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  for (;;) {
    const { value } = await reader.read();
    if (!value) return false;
    const { displayWidth } = value;
    value.close();
    if (displayWidth <= BLANK) continue;
    void reader.cancel();
    return true;
  }
}

function show(track: MediaStreamTrack, seen: () => void): void {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  video.onloadeddata = video.onresize = () => {
    if (video.videoWidth <= BLANK) return;
    video.srcObject = null;
    seen();
  };
}

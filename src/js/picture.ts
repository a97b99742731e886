// What is seen of a track and of a stream: the first picture of the one, the pictures of the other without its sound. An element that would show
// a track only to know when it comes takes the browser as long as the page's own, at the same moment, so it is used only where nothing lighter is there.

/** Pictures up to this width only keep an encoder running. */
const BLANK = 16;

/** Chromium's way to a track's pictures (W3C MediaStreamTrack Insertable Media Processing, section 3). */
declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => { readable: ReadableStream<VideoFrame> };

const silent = new WeakMap<MediaStream, MediaStream>();
// Some browsers give up an element that nobody holds, though it waits for its first picture.
const looking = new Set<HTMLVideoElement>();

/** The pictures of a stream alone, always in the same one: an element that is given sound opens a loudspeaker for it, muted or not. */
export function picturesOf(stream: MediaStream): MediaStream {
  const pictures = silent.get(stream) ?? new MediaStream(stream.getVideoTracks());
  silent.set(stream, pictures);
  return pictures;
}

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
    end();
    seen();
  };
  const end = () => {
    looking.delete(video);
    video.srcObject = null;
  };
  looking.add(video);
  track.addEventListener("ended", end);
}

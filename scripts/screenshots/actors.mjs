// What stands before the cameras of the screenshots: a person of few colours, and on a shared screen a plan. Runs in the page, before anything else.

export function actors() {
  const name = new URLSearchParams(location.search).get("name") ?? "?";
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);

  function film(width, height, draw) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    let frame = 0;
    const next = () => draw(pen, width, height, frame++);
    next();
    const turning = setInterval(next, 100);
    const [track] = canvas.captureStream(10).getVideoTracks();
    track.addEventListener("ended", () => clearInterval(turning));
    return track;
  }

  function person(pen, width, height, frame) {
    const sway = Math.sin(frame / 9) * width * 0.01;
    const wall = pen.createLinearGradient(0, 0, width, height);
    wall.addColorStop(0, `hsl(${hue} 32% 78%)`);
    wall.addColorStop(1, `hsl(${(hue + 40) % 360} 34% 56%)`);
    pen.fillStyle = wall;
    pen.fillRect(0, 0, width, height);
    const blob = (x, y, rx, ry, colour) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.ellipse(x, y, rx, ry, 0, 0, 7);
      pen.fill();
    };
    const [x, skin, hair] = [width / 2 + sway, `hsl(${20 + (hue % 16)} 42% ${46 + (hue % 30)}%)`, `hsl(${hue % 40} 30% ${14 + (hue % 22)}%)`];
    blob(x, height * 1.12, width * 0.3, height * 0.42, `hsl(${(hue + 190) % 360} 34% 36%)`);
    pen.fillStyle = skin;
    pen.fillRect(x - width * 0.05, height * 0.55, width * 0.1, height * 0.2);
    blob(x, height * 0.36, width * 0.135, height * 0.21, hair);
    blob(x, height * 0.42, width * 0.115, height * 0.2, skin);
  }

  function plan(pen, width, height) {
    pen.fillStyle = "#fbfcfe";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#18202c";
    pen.font = "600 46px sans-serif";
    pen.fillText("Release plan", 70, 110);
    ["#2f6fdb", "#19a0a0", "#e0912f", "#8a5ad0"].forEach((colour, row) => {
      pen.fillStyle = "#e6eaf1";
      pen.fillRect(70, 190 + row * 120, width - 140, 54);
      pen.fillStyle = colour;
      pen.fillRect(70 + row * 150, 190 + row * 120, 420 + row * 60, 54);
    });
  }

  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getUserMedia = async function ({ audio, video }) {
    const stream = audio ? await getUserMedia.call(this, { audio }) : new MediaStream();
    if (video) stream.addTrack(film(640, 480, person));
    return stream;
  };
  MediaDevices.prototype.getDisplayMedia = async () => new MediaStream([film(1280, 720, plan)]);
}

// The phone of one person, whom the address names, among the tabs of this browser.

import { CallType } from "./dist/index.js";
import { by, DO, draw, install, kit, name, problem, show } from "./phone.js";

const query = new URLSearchParams(location.search);
const me = (query.get("name") ?? "").trim();
const peer = () => by("peer").value.trim();

DO.voice = () => call(CallType.Audio);
DO.video = () => call(CallType.Video);

function call(callType) {
  const to = peer();
  if (to === "") by("peer").focus();
  return kit.startCall({ callType, to });
}

install(() => kit.state === "idle" && name("peer", peer()));
by("peer").addEventListener("input", draw);

if (me === "") {
  by("status").textContent = "Nobody is signed in";
  show("nobody");
} else {
  document.title = `${me}’s phone`;
  by("peer").value = query.get("peer") ?? (me === "Bob" ? "Alice" : "Bob");
  name("me", me);
  try {
    await kit.init("callkit-demo", me);
    draw();
  } catch (error) {
    by("status").textContent = "Not signed in";
    problem(error);
  }
}

// The call as people see it: importing this defines <call-kit>. What it shows is in `ui/`.

import type { CallKit } from "./index.js";
import type { Method, RequestName, Source, WindowSize } from "./ui/types.js";
import { CallWindow } from "./ui/window.js";
import type { Dictionaries } from "./ui/wording.js";

export { recordText } from "./ui/record-text.js";
export type { Method, RequestName, Source, WindowSize } from "./ui/types.js";
export type { TextKey, Texts } from "./ui/texts.js";
export type { Dictionaries } from "./ui/wording.js";

/**
 * `<call-kit>`: the call window. Give it a CallKit (`element.kit = kit`), and it shows what is true there: who rings, who is called, the
 * call, and how it ended. It can be put into the page at any time, more than once, and be moved.
 *
 * @attr contactavatar - URL of the picture of every person; as the property `contactAvatar` also a function from a user id to a URL
 * @attr groupavatar - the same for groups, from a group id
 * @attr ringingsource - URL of the sound while ringing; as the property `ringingSource` also a function from the caller to a URL. Where it is not
 *   given, the option of `init` decides
 * @attr size - `normal` (the default), `large`, `mini`, or `fill`: fills what it stands in
 * @attr hide - names of buttons that are not shown, separated by spaces: answer answer-voice refuse ignore silence preview microphone
 *   camera screen add options devices flip call-type accept-type refuse-type move minimise size pip full-screen call-again take-back invite
 *   close close-problem hangup
 * @attr lang - `en` or `zh`, or one of `dictionaries`; taken from the elements around it, or the browser
 *
 * @slot header - more buttons in the head of a call
 * @slot controls - more buttons before "hang up"
 * @slot incoming - more buttons while it rings
 * @slot ended - more buttons when it has ended
 *
 * @fires call-kit-request - before something is asked of the CallKit: `detail` has the name of the `request`, the `method` that is about to be
 *   called, and its `arguments`. `preventDefault()` leaves it to the page
 *
 * @csspart window, incoming, talk, ended, title, avatar, message, preview, header, progress, stage, tile, speaking, video, name, network, absent, banner,
 *   problem, options, controls, button; and each button by its name: `answer-button`, `hangup-button`, …
 *
 * @cssproperty --call-kit-surface - behind everything; likewise -raised, -text, -faint, -line, -shadow
 * @cssproperty --call-kit-stage - behind the people; likewise -tile, -tile-text, -plate, -plate-text
 * @cssproperty --call-kit-accent - what is switched on, the focus; likewise -on-accent
 * @cssproperty --call-kit-answer - answering; likewise -on-answer
 * @cssproperty --call-kit-danger - refusing and hanging up; likewise -on-danger
 * @cssproperty --call-kit-speaking - around who speaks
 * @cssproperty --call-kit-radius - of the window; likewise -tile-radius, -button-radius, -avatar-radius, -panel-radius
 * @cssproperty --call-kit-font - the font family
 * @cssproperty --call-kit-layer - the z-index
 */
export interface CallKitElement extends HTMLElement {
  kit: CallKit | null;
  contactAvatar: Source;
  groupAvatar: Source;
  ringingSource: Source;
  size: WindowSize;
  hide: string;
  dictionaries: Dictionaries | undefined;
}

export const CallKitElement: new () => CallKitElement = CallWindow;

const registry: CustomElementRegistry | undefined = globalThis.customElements;
if (registry && !registry.get("call-kit")) registry.define("call-kit", CallWindow);

declare global {
  interface HTMLElementTagNameMap {
    "call-kit": CallKitElement;
  }
  interface HTMLElementEventMap {
    "call-kit-request": CustomEvent<{ request: RequestName; method: Method; arguments: unknown[] }>;
  }
}

// The element: knows its attributes, listens to its CallKit and draws what is true there. It decides nothing about a call.

import { ReactiveElement, type PropertyValues } from "@lit/reactive-element";
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { CallKit, Invite, MediaDevice, StateChange } from "../index.js";
import { announce, type Announcement } from "./announcement.js";
import { pick } from "./avatar.js";
import { ended, outcome, type Ended } from "./ended.js";
import type { Face } from "./face.js";
import { incoming, waiting } from "./incoming.js";
import { kindName } from "./kind.js";
import { Notice } from "./notice.js";
import { hasPip, openPip } from "./pip.js";
import { Placement } from "./placement.js";
import { Requests, type Request } from "./requests.js";
import { Signals } from "./signals.js";
import { Pictures } from "./pictures.js";
import { place } from "./stage.js";
import { styles } from "./styles.js";
import { problem, talk, type Frame } from "./talk.js";
import type { Method, Source, WindowSize } from "./types.js";
import { languageOf, wording, type Dictionaries, type Say } from "./wording.js";

const EVENTS = ["invite", "statechange", "callrecord", "networkquality", "volume", "warning", "connectionchange"] as const;
const END_LASTS = 6_000;
const END_COMES = 3_000;

export class CallWindow extends ReactiveElement implements Frame {
  static override properties = {
    kit: { attribute: false }, contactAvatar: {}, groupAvatar: {}, ringingSource: {}, size: { reflect: true }, hide: {},
    dictionaries: { attribute: false },
  };
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, "lang"];
  }

  declare kit: CallKit | null;
  declare contactAvatar: Source;
  declare groupAvatar: Source;
  declare ringingSource: Source;
  declare size: WindowSize;
  declare hide: string;
  declare dictionaries: Dictionaries | undefined;

  /** Another window says aloud what there is to say. */
  isCopy = false;
  swapped = false;
  fullScreen = false;
  optionsOpen = false;
  devices: MediaDevice[] = [];
  #undo: (() => void)[] = [];
  #ended: Ended | null = null;
  #ending: ReturnType<typeof setTimeout> | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  // The call that was drawn last: an end that was never in this window is not told in it.
  #drawn = "";
  #was = "none";
  #previewed: MediaStream | null = null;
  #focused: Element | null = null;
  #said: Announcement = { text: "" };
  #pip: (() => void) | null = null;
  #copy: CallWindow | null = null;
  #stage: HTMLElement | null = null;
  readonly #pictures = new Pictures();
  readonly #placement = new Placement();
  readonly #notice = new Notice();
  readonly #requests = new Requests(this, (wrong) => (wrong ? this.#announce({ text: this.#say(wrong), urgent: true }) : this.requestUpdate()));
  readonly #resized = new ResizeObserver(() => this.#stage && place(this.#stage));

  constructor() {
    super();
    this.kit = null;
    this.size = "normal";
    this.hide = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
    this.#endSoon();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#deaf();
    this.#notice.show(null);
    this.#pictures.show(null, null);
    this.#pip?.();
    this.#drawn = "";
  }

  protected override createRenderRoot(): ShadowRoot {
    this.attachShadow({ mode: "open" });
    this.adoptedCallback();
    return this.shadowRoot!;
  }

  /** A style sheet belongs to the document it was made for. */
  adoptedCallback(): void {
    const sheet = new this.ownerDocument.defaultView!.CSSStyleSheet();
    sheet.replaceSync(styles);
    if (this.shadowRoot) this.shadowRoot.adoptedStyleSheets = [sheet];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === "lang") this.requestUpdate();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.get("ringingSource") && !this.ringingSource) this.#leaveSound(this.kit);
    if (!changed.has("kit")) return;
    this.#ended = null;
    if (this.isConnected) this.#listen();
  }

  // Between the end of a call and the word of it there is nothing to read: what is drawn stays for that moment.
  protected override shouldUpdate(changed: PropertyValues<this>): boolean {
    const { kit } = this;
    if (changed.has("kit")) this.#drawn = "";
    const waits = kit?.state === "idle" && this.#drawn && Signals.of(kit).ending?.callId === this.#drawn;
    if (waits) this.#waiting ??= setTimeout(() => this.#forgetEnd(), END_COMES);
    return !waits;
  }

  protected override update(changed: PropertyValues<this>): void {
    super.update(changed);
    render(this.#everything(), this.renderRoot as ShadowRoot);
  }

  #everything(): TemplateResult {
    const { kit } = this;
    const view = this.#view();
    const body = kit && !this.#pip ? this.#draw(view, kit) : nothing;
    return html`
      <div class="unseen" role="status">${this.#said.urgent ? "" : this.#said.text}</div>
      <div class="unseen" role="alert">${this.#said.urgent ? this.#said.text : ""}</div>
      ${body === nothing ? nothing : html`<div class="frame ${view} size-${this.size}" part="window" role="dialog" aria-labelledby="title" tabindex="-1"
        @pointerdown=${this.#grab} @keydown=${this.grab} @focusin=${this.#come}>${body}</div>`}`;
  }

  override updated(): void {
    const frame = this.#frame;
    const view = this.#view();
    this.#placement.show(this.size === "fill" ? null : frame, view === "talk" && this.size !== "mini" ? "talk" : view === "talk" ? "mini" : "card");
    // What was ignored rings on elsewhere; its end is not told here.
    if (view === "none" && this.#was === "incoming") this.#drawn = "";
    this.#was = view;
    const stage = frame?.querySelector<HTMLElement>(".stage") ?? null;
    if (stage !== this.#stage) {
      this.#resized.disconnect();
      if (stage) this.#resized.observe(stage);
      this.#stage = stage;
    }
    if (stage) place(stage);
    if (view !== "incoming" && this.#previewed) this.#endPreview(view);
    this.#pictures.show(this.renderRoot, this.kit);
    this.#tick();
    this.#tell();
    this.#share();
  }

  // ---- what the window does about itself

  get canPip(): boolean {
    return hasPip() && this.size !== "fill";
  }

  get canFullScreen(): boolean {
    return this.size !== "fill" && document.fullscreenEnabled;
  }

  readonly swap = (): void => this.#set({ swapped: !this.swapped });
  readonly toggleOptions = (): void => this.#set({ optionsOpen: !this.optionsOpen });

  resize(size: string): void {
    if (this.fullScreen) void document.exitFullscreen();
    this.size = size as WindowSize;
    this.#keepFocus();
  }

  toggleFullScreen(): void {
    void (this.fullScreen ? document.exitFullscreen() : this.#frame?.requestFullscreen().catch(() => {}));
  }

  async openPip(): Promise<void> {
    const copy = (this.#copy = document.createElement(this.localName) as CallWindow);
    Object.assign(copy, { isCopy: true, size: "fill" });
    this.#share();
    // Who listens to this window hears what is asked in the other.
    listen(copy, "call-kit-request", (event) => {
      const { type, detail } = event as CustomEvent;
      if (!this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }))) event.preventDefault();
    });
    this.#pip = await openPip(copy, () => this.#set({ optionsOpen: false }, (this.#pip = this.#copy = null))).catch(() => (this.#copy = null));
    this.requestUpdate();
  }

  #share(): void {
    if (!this.#copy) return;
    const { kit, contactAvatar, groupAvatar, hide, dictionaries } = this;
    const dir = getComputedStyle(this).direction;
    Object.assign(this.#copy, { kit, contactAvatar, groupAvatar, hide, dictionaries, dir, lang: languageOf(this) });
  }

  readonly grab = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.optionsOpen) {
      this.#set({ optionsOpen: false });
      this.#frame?.querySelector<HTMLElement>(".options-button")?.focus();
    } else if ((event.target as Element).matches(".move-button") && this.#placement.nudge(event.key)) event.preventDefault();
  };

  // ---- drawing

  #view(): "incoming" | "talk" | "ended" | "none" {
    const state = this.kit?.state ?? "idle";
    if (state === "ringing" && this.kit!.invites.length > 0) return "incoming";
    if (state !== "idle" && state !== "ringing" && this.kit!.call) return "talk";
    return this.#ended ? "ended" : "none";
  }

  #draw(view: string, kit: CallKit): TemplateResult | typeof nothing {
    const face = this.#face(kit);
    if (view === "ended") return html`${ended(face, this.#ended!, this.#forgetEnd)}${problem(face)}`;
    if (view === "talk") return talk(face, kit.call!, this);
    if (view !== "incoming") return nothing;
    const [first, ...more] = kit.invites;
    return html`${incoming(face, first!, this.#previewed)}${more.map((invite) => waiting(face, invite))}${problem(face)}`;
  }

  #face(kit: CallKit): Face {
    const hidden = new Set((this.hide ?? "").split(/[\s,]+/));
    const signals = Signals.of(kit);
    return {
      kit, signals, say: this.#say, requests: this.#requests, contactAvatar: this.contactAvatar, groupAvatar: this.groupAvatar,
      small: this.size === "mini",
      shows: (button, method) => !hidden.has(button) && !(method && signals.lacking.has(method)),
      ask: (name, method, ...options) => void this.#ask(kit, { name, method, options }, signals),
    };
  }

  async #ask<M extends Method>(kit: CallKit, request: Request<M>, signals: Signals): Promise<void> {
    if (request.method === "answerCallType") signals.asked = null;
    const given = await this.#requests.ask(kit, request, signals);
    if (request.method === "preview") this.#previewed = (given as MediaStream | null | undefined) ?? null;
    this.requestUpdate();
  }

  // The call takes the camera over; where it came to none, it is closed.
  #endPreview(view: string): void {
    this.#previewed = null;
    if (view !== "talk") this.kit?.preview(false).catch(() => {});
  }

  get #say(): Say {
    return wording(languageOf(this), this.dictionaries);
  }

  get #frame(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>(".frame") ?? null;
  }

  #set(values: Partial<Pick<this, "swapped" | "optionsOpen" | "fullScreen" | "devices">>, ..._also: unknown[]): void {
    Object.assign(this, values);
    this.requestUpdate();
  }

  // ---- listening

  #listen(): void {
    this.#deaf();
    const { kit } = this;
    if (!kit) return;
    Signals.of(kit);
    const again = () => this.requestUpdate();
    const full = () => this.#set({ fullScreen: document.fullscreenElement === this });
    this.#undo = [
      ...EVENTS.map((type) => kit.on(type, again)),
      kit.on("invite", (invite) => this.#hearInvite(invite)),
      kit.on("statechange", (change) => this.#hear(change)),
      kit.on("error", ({ code }) => this.#requests.tell(code)),
      kit.on("devicechange", () => this.#askDevices()),
      listen(kit, "calling", () => this.#set({}, this.#follow())),
      listen(document, "visibilitychange", again),
      listen(document, "fullscreenchange", full),
      listen(globalThis, "resize", this.#placement.keep),
      () => this.ringingSource && this.#leaveSound(kit),
    ];
    this.#follow();
    this.#askDevices();
  }

  #deaf(): void {
    for (const undo of this.#undo.splice(0)) undo();
    clearInterval(this.#ticking);
    clearTimeout(this.#ending);
    clearTimeout(this.#waiting);
    this.#ticking = undefined;
  }

  // What a phone rings with is for the option of `init` again.
  #leaveSound(kit: CallKit | null): void {
    if (kit) kit.ringingSource = undefined;
  }

  #hearInvite({ from, fromName, callType }: Invite): void {
    // Before the phone starts to sound: it does that when the page has heard of the call.
    if (this.ringingSource) Object.assign(this.kit!, { ringingSource: pick(this.ringingSource, from) ?? undefined });
    this.#follow();
    this.#announce({ text: this.#say("calls", { name: fromName, kind: kindName(callType, this.#say) }), urgent: true });
    // Who is writing goes on writing; who is nowhere in the page starts at the call.
    if (document.activeElement === document.body || !document.activeElement) void this.updateComplete.then(() => this.#frame?.focus({ preventScroll: true }));
  }

  #hear(change: StateChange): void {
    const kit = this.kit!;
    if (change.type === "merged" && change.callId === this.#drawn) this.#drawn = change.into;
    if (change.type === "ended" && change.callId === this.#drawn) {
      this.#drawn = "";
      const { ending } = Signals.of(kit);
      this.#ended = { record: change.record, ending: ending?.callId === change.callId ? ending : null };
      this.#announce({ text: outcome(this.#ended, this.#say, kit) });
      this.#reset();
      this.#endSoon();
    }
    this.#follow();
    if (change.type === "connecting" || change.type === "connected") this.#askDevices();
    const announcement = announce(change, kit, this.#say);
    if (announcement) this.#announce(announcement);
    if (["connecting", "ended"].includes(change.type)) this.#keepFocus();
  }

  // A new call takes the place of what was told of the last.
  #follow(): void {
    const call = this.kit?.call;
    if (!call) return;
    this.#drawn = call.callId;
    this.#ended = null;
    this.#endSoon();
  }

  #reset(): void {
    Object.assign(this, { swapped: false, optionsOpen: false });
    this.#previewed = null;
    this.#pip?.();
    if (this.fullScreen) void document.exitFullscreen();
  }

  // Whoever reads it, points at it or has the keyboard in it keeps it.
  #endSoon(): void {
    clearTimeout(this.#ending);
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    if (!this.#ended) return;
    this.#ending = setTimeout(() => {
      if (this.#frame?.matches(":hover, :has(button:focus-visible)") && this.#view() === "ended") this.#endSoon();
      else this.#forgetEnd();
    }, END_LASTS);
  }

  readonly #forgetEnd = (): void => {
    const focused = this.shadowRoot?.activeElement;
    this.#ended = null;
    this.#drawn = "";
    this.requestUpdate();
    if (focused && this.#focused instanceof HTMLElement) this.#focused.focus();
  };

  // What had the keyboard goes with what is drawn: it stays in the window, and returns to where it was before when the window has gone.
  #keepFocus(): void {
    if (!this.shadowRoot?.activeElement) return;
    void this.updateComplete.then(() => {
      if (this.shadowRoot?.activeElement?.isConnected) return;
      this.#frame?.focus({ preventScroll: true });
    });
  }

  #announce(announcement: Announcement): void {
    this.#said = this.isCopy ? { text: "" } : announcement;
    this.requestUpdate();
  }

  async #askDevices(): Promise<void> {
    const { kit } = this;
    if (!kit || Signals.of(kit).lacking.has("listDevices") || this.#view() !== "talk") return;
    const devices = await kit.listDevices().catch(({ code }) => {
      if (code === "not-supported") Signals.of(kit).lacking.add("listDevices");
      return [];
    });
    this.#set({ devices });
  }

  #tick(): void {
    const runs = this.#view() === "talk" && this.kit!.state === "connected";
    if (!runs) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    } else this.#ticking ??= setInterval(() => this.requestUpdate(), 1000);
  }

  #tell(): void {
    const [invite] = this.kit?.state === "ringing" ? this.kit.invites : [];
    if (!invite) return this.#notice.show(null);
    const { callId, callType, from, fromName, message } = invite;
    const icon = pick(this.contactAvatar, from);
    const title = this.#say("calls", { name: fromName, kind: kindName(callType, this.#say) });
    this.#notice.show({ callId, title, body: message, icon: icon ?? undefined });
  }

  // Remembers where the keyboard came from.
  readonly #come = ({ relatedTarget }: FocusEvent): void => {
    const from = relatedTarget as Element | null;
    if (from && !this.renderRoot.contains(from)) this.#focused = from;
  };

  readonly #grab = (event: PointerEvent): void => {
    const target = event.target as Element;
    if (target.closest("[data-drag]") && !target.closest("button:not(.move-button), select, input, a")) this.#placement.drag(event);
  };
}

function listen(target: EventTarget, type: string, heard: (event: Event) => void): () => void {
  target.addEventListener(type, heard);
  return () => target.removeEventListener(type, heard);
}

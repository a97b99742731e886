"use client";
// The call window as a React component, with the phone it shows behind its statics. Leaves everything that is seen to `ui`.

import { createElement, useEffect, useRef, type CSSProperties, type ReactElement, type ReactNode } from "react";
import { CallKit as Phone, type CallInfo, type CallKitEvents, type CallKitOptions, type Connection, type StartCallOptions } from "./index.js";
import type { CallKitElement, Dictionaries, Source, WindowSize } from "./ui.js";

export interface CallKitProps {
  /** Picture of a person: a URL, or a function from a user id to one. Initials by default. */
  contactAvatar?: Source;
  /** Picture of a group, from its id. */
  groupAvatar?: Source;
  /** Sound while ringing: a URL, or a function from the caller to one. */
  ringingSource?: Source;
  onInvite?: (invite: CallKitEvents["invite"]) => void;
  onAddPerson?: (info: CallKitEvents["addperson"]) => void;
  onStateChange?: (change: CallKitEvents["statechange"]) => void;
  onCallRecord?: (record: CallKitEvents["callrecord"]) => void;
  onError?: (error: CallKitEvents["error"]) => void;
  size?: WindowSize;
  /** Names of buttons that are not shown, separated by spaces. */
  hide?: string;
  lang?: string;
  dictionaries?: Dictionaries;
  className?: string;
  style?: CSSProperties;
  /** For the window's slots: `<button slot="controls">`. */
  children?: ReactNode;
}

const kit = new Phone();
let signIn: { as: unknown[]; done: Promise<void> } | null = null;

/** `<CallKit />`: the call window. There is one phone in a page; mount the window once, anywhere, for as long as calls may come. */
function CallKit({ contactAvatar, groupAvatar, ringingSource, size, hide, dictionaries, className, children, ...props }: CallKitProps): ReactElement {
  const { onInvite, onAddPerson, onStateChange, onCallRecord, onError, ...attributes } = props;
  const element = useRef<CallKitElement>(null);
  // A page that is rendered on a server has no elements; where they are, they come with the first effect.
  useEffect(() => void import("./ui.js"), []);
  useEffect(() => void Object.assign(element.current!, { kit, contactAvatar, groupAvatar, ringingSource, dictionaries }),
    [contactAvatar, groupAvatar, ringingSource, dictionaries]);
  // What the person has chosen since then stays.
  useEffect(() => void (size && (element.current!.size = size)), [size]);
  useEffect(() => void (element.current!.hide = hide ?? ""), [hide]);
  useHearing("invite", onInvite);
  useHearing("addperson", onAddPerson);
  useHearing("statechange", onStateChange);
  useHearing("callrecord", onCallRecord);
  useHearing("error", onError);
  return createElement("call-kit", { ...attributes, ref: element, ...(className && { class: className }) }, children);
}

function useHearing<K extends keyof CallKitEvents>(type: K, listener: ((detail: CallKitEvents[K]) => void) | undefined): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => kit.on(type, (detail) => latest.current?.(detail)), [type]);
}

/**
 * Signs in. The same again, as an effect of React's strict mode asks for it, is the same sign-in: also the same connection, so it is
 * made outside of the effect. Another one rejects `already-initialized` until `destroy`.
 */
function init(appId: string, uid?: string | number | null, connection?: Connection, options?: CallKitOptions): Promise<void> {
  const as = [appId, uid ?? null, connection];
  if (signIn?.as.every((value, index) => value === as[index])) return signIn.done;
  const done = kit.init(appId, uid, connection, options);
  const mine = (signIn = { as, done });
  done.catch(() => {
    if (signIn === mine) signIn = null;
  });
  return done;
}

/** Signs out; `init` may follow. */
function destroy(): Promise<void> {
  signIn = null;
  return kit.destroy();
}

// What a page asks for while it is being signed in happens after that.
async function startCall(options: StartCallOptions): Promise<CallInfo> {
  await signIn?.done;
  return kit.startCall(options);
}

const component = Object.assign(CallKit, {
  /** The phone itself, for everything else. */
  kit,
  init,
  destroy,
  startCall,
  answerCall: kit.answerCall.bind(kit),
  hangup: kit.hangup.bind(kit),
  setUserIdMap: kit.setUserIdMap.bind(kit),
});

export { component as CallKit, component as default };

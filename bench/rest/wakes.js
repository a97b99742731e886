// Runs before anything else in a page: counts how often it is woken, and keeps hold of the core's memory.

const wakes = { timers: 0, messages: 0 };

for (const name of ["setTimeout", "setInterval", "requestAnimationFrame", "requestIdleCallback"]) {
  const own = globalThis[name];
  globalThis[name] = (act, ...rest) => own.call(globalThis, (...args) => {
    wakes.timers++;
    return act(...args);
  }, ...rest);
}

for (const { prototype } of [WebSocket, BroadcastChannel, RTCDataChannel]) {
  const heard = new WeakMap();
  const listen = (target) => {
    if (heard.has(target)) return;
    heard.set(target, true);
    EventTarget.prototype.addEventListener.call(target, "message", () => wakes.messages++);
  };
  prototype.addEventListener = function (type, ...rest) {
    if (type === "message") listen(this);
    return EventTarget.prototype.addEventListener.call(this, type, ...rest);
  };
  const { set, get } = Object.getOwnPropertyDescriptor(prototype, "onmessage");
  Object.defineProperty(prototype, "onmessage", { get, set(act) {
    listen(this);
    set.call(this, act);
  } });
}

let memory = null;
for (const name of ["instantiate", "instantiateStreaming"]) {
  const own = WebAssembly[name];
  WebAssembly[name] = async (...args) => {
    const made = await own.apply(WebAssembly, args);
    memory = Object.values((made.instance ?? made).exports).find((one) => one instanceof WebAssembly.Memory);
    return made;
  };
}

globalThis.rest = { wakes, wasmBytes: () => memory?.buffer.byteLength ?? 0 };

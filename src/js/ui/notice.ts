// Tells of a call that rings while the page is in the background: a system notification where permitted, the title, the badge.

interface Ring { callId: string; title: string; body: string; icon: string | undefined }

const BETWEEN = " · ";

export class Notice {
  #shown: Notification | null = null;
  #callId = "";
  #prefix = "";

  /** Tells of what rings now, or with null of nothing. May be told the same again. */
  show(ring: Ring | null): void {
    if (!ring || !document.hidden) return this.#clear();
    if (ring.callId === this.#callId) return;
    this.#clear();
    this.#callId = ring.callId;
    this.#prefix = ring.title + BETWEEN;
    if (!document.title.startsWith(this.#prefix)) document.title = this.#prefix + document.title;
    badge(1);
    this.#notify(ring);
  }

  // Pages of one origin replace each other's notification by its tag, so there is one for all tabs.
  #notify({ callId, title, body, icon }: Ring): void {
    if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
    try {
      this.#shown = new Notification(title, { body, tag: `callkit ${callId}`, requireInteraction: true, ...(icon && { icon }) });
      this.#shown.onclick = () => {
        globalThis.focus();
        this.#shown?.close();
      };
    } catch { /* where only a service worker may show one, the page's own has to */ }
  }

  #clear(): void {
    if (!this.#callId) return;
    this.#callId = "";
    this.#shown?.close();
    this.#shown = null;
    if (document.title.startsWith(this.#prefix)) document.title = document.title.slice(this.#prefix.length);
    badge(0);
  }
}

function badge(count: number): void {
  const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>;
  (count ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator))?.catch(() => {});
}

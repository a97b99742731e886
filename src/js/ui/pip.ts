// Shows the call in a window of its own above all others (Document Picture-in-Picture), where the browser has it.

interface PictureInPicture { requestWindow(options: { width: number; height: number }): Promise<Window> }

const pip = (): PictureInPicture | undefined =>
  (globalThis as { documentPictureInPicture?: PictureInPicture }).documentPictureInPicture;

export const hasPip = (): boolean => pip() !== undefined;

/** Opens it with an element in it. Resolves with what closes it; `closed` hears of it in any case. */
export async function openPip(element: HTMLElement, closed: () => void): Promise<() => void> {
  const opened = await pip()!.requestWindow({ width: 380, height: 460 });
  const { document: page } = opened;
  for (const sheet of document.querySelectorAll("style, link[rel=stylesheet]")) page.head.append(sheet.cloneNode(true));
  page.documentElement.lang = element.lang;
  page.documentElement.dir = element.dir;
  page.title = document.title;
  page.body.append(element);
  opened.addEventListener("pagehide", () => {
    element.remove();
    closed();
  }, { once: true });
  return () => opened.close();
}

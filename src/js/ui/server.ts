// What Lit looks for while it is loaded. Where there is no document, importing the window is safe, and it draws nothing.

const page = globalThis as { HTMLElement?: typeof globalThis.HTMLElement; document?: Document };

const ElementHere = page.HTMLElement ?? (class {} as typeof globalThis.HTMLElement);
const documentHere = page.document ?? ({ createTreeWalker: () => null } as unknown as Document);

export { documentHere as document, ElementHere as HTMLElement };

// Serves what is measured: our package at /dist/, the other libraries at /lib/, the measurements' own pages at /.

import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";

/** The folders behind the paths; what lies in `counted` is what a library makes its users load. */
export function startSite(folders) {
  const files = Object.entries(folders).map(([path, folder]) => [path, sirv(folder, { dev: true, etag: false })]);
  const server = createServer((request, response) => {
    response.setHeader("Cache-Control", "no-store");
    // What lets a page measure its own memory.
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    const missing = () => response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
    const [path, serve] = files.find(([path]) => request.url.startsWith(path));
    request.url = request.url.slice(path.length - 1);
    serve(request, response, missing);
  });
  const locate = (url) => {
    const { pathname } = new URL(url);
    const [path, folder] = Object.entries(folders).find(([path]) => pathname.startsWith(path));
    return join(folder, pathname.slice(path.length));
  };
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => {
    const origin = `http://localhost:${server.address().port}`;
    resolve({ origin, locate, close: () => (server.closeAllConnections(), server.close()) });
  }));
}

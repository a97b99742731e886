// Serves the demo from what is built already: www/ at /, the npm package at /dist/.
// `PORT` chooses the port; without it the first free one from 8080 on is taken. `HOST` lets other machines in.

import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./setup/run.mjs";
import { main, Stop } from "./setup/say.mjs";

const FIRST_PORT = 8080;
const PORTS_TRIED = 50;

/** Resolves with the address once the demo can be opened there. */
export async function serve({ port = Number(process.env.PORT) || undefined } = {}) {
  const { default: sirv } = await import("sirv");
  const files = (directory, options) => sirv(join(root, directory), { dev: true, etag: false, ...options });
  const dist = files("dist");
  const www = files("www");

  const server = createServer((request, response) => {
    response.setHeader("Cache-Control", "no-store");
    const missing = () => response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
    if (!request.url.startsWith("/dist/")) return www(request, response, missing);
    request.url = request.url.slice("/dist".length);
    dist(request, response, missing);
  });

  if (port !== undefined) return address(await listen(server, port));
  for (let next = FIRST_PORT; next < FIRST_PORT + PORTS_TRIED; next += 1) {
    try {
      return address(await listen(server, next));
    } catch (problem) {
      if (!(problem instanceof PortTaken)) throw problem;
    }
  }
  throw new Stop(`Ports ${FIRST_PORT} to ${FIRST_PORT + PORTS_TRIED - 1} are all taken. Choose one: PORT=9000 npm start`);
}

class PortTaken extends Stop {}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(cause.code === "EADDRINUSE" ? new PortTaken(`Port ${port} is taken. Choose another: PORT=9000 npm start`) : cause);
    });
    server.listen(port, process.env.HOST || "127.0.0.1", () => resolve(server));
  });
}

const address = (server) => `http://localhost:${server.address().port}/`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => console.log(await serve()));
}

// Serves what is built already, www/ at / and the npm package at /dist/, as any web server would: what the end-to-end tests open.
// `PORT` chooses the port.

import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { root } from "./setup/run.mjs";

const files = (directory) => sirv(join(root, directory), { dev: true, etag: false });
const dist = files("dist");
const www = files("www");

createServer((request, response) => {
  response.setHeader("Cache-Control", "no-store");
  const missing = () => response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
  if (!request.url.startsWith("/dist/")) return www(request, response, missing);
  request.url = request.url.slice("/dist".length);
  dist(request, response, missing);
}).listen(Number(process.env.PORT), "127.0.0.1");

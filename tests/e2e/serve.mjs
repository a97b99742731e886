// Serves what the tests open: the demo at /, the npm package at /dist/, the tests' own pages at /pages/. `PORT` is the port.

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

const files = (directory) => sirv(fileURLToPath(new URL(directory, import.meta.url)), { dev: true, etag: false });
const demo = files("../../www");
const rooms = [["/dist/", files("../../dist")], ["/pages/", files("pages")]];

createServer((request, response) => {
  response.setHeader("Cache-Control", "no-store");
  const missing = () => response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
  const room = rooms.find(([path]) => request.url.startsWith(path));
  if (!room) return demo(request, response, missing);
  request.url = request.url.slice(room[0].length - 1);
  room[1](request, response, missing);
}).listen(Number(process.env.PORT), "127.0.0.1");

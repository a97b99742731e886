// npm start: from a fresh clone to the demo in the browser, with the server that carries its calls. What follows `--` goes to the server.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildBundle } from "./build/bundle.mjs";
import { buildCore } from "./build/core.mjs";
import { buildServer } from "./build/server.mjs";
import { scratch } from "./build/stamp.mjs";
import { packages } from "./setup/packages.mjs";
import { prerequisites } from "./setup/prerequisites.mjs";
import { root } from "./setup/run.mjs";
import { bold, main, seconds, step, Stop } from "./setup/say.mjs";

const LISTENING = /^callkit-server listening on (\S+)$/;
const ELSEWHERE = /^from another machine on this network: (\S+)$/;

await main(async () => {
  const start = performance.now();
  await prerequisites();
  await packages();
  await buildCore();
  await buildBundle();
  const program = await buildServer();
  await serve(program, process.argv.slice(2), (address, elsewhere) => {
    step(`Ready after ${seconds(start)}. Two people call each other on one page, here; Ctrl+C ends it.`);
    console.log(`\n  ${bold(address)}\n`);
    if (elsewhere.length === 0) return;
    step("A phone on the same network opens this; it warns of the certificate, which was made here and nobody vouches for: go on past that.");
    console.log(`\n${elsewhere.map((url) => `  ${bold(`${url}/people.html`)}\n`).join("")}`);
  });
});

/** Runs the server until it ends. @param ready is told where it listens, here and for other machines */
async function serve(program, flags, ready) {
  // A flag wins over its variable.
  const env = {
    CALLKIT_DEMO: join(root, "www"),
    CALLKIT_PACKAGE: join(root, "dist"),
    CALLKIT_STATE_DIR: join(scratch, "server-state"),
    CALLKIT_LOG_LEVEL: "warn",
    // Many for a demo, and no more open files than machines allow.
    CALLKIT_CONNECTIONS: "200",
    ...process.env,
  };
  const server = spawn(program, flags, { env, stdio: ["ignore", "pipe", "inherit"] });
  // The terminal tells the server of Ctrl+C itself; who ends this program alone means the server too.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => server.kill());

  const elsewhere = [];
  createInterface({ input: server.stdout }).on("line", (line) => {
    const [, other] = ELSEWHERE.exec(line) ?? [];
    const [, address] = LISTENING.exec(line) ?? [];
    if (other) elsewhere.push(other);
    else if (address) ready(address.replace("127.0.0.1", "localhost"), elsewhere);
    else console.log(line);
  });
  const [code, signal] = await new Promise((resolve, reject) => {
    server.on("error", (cause) => reject(new Stop(`${program} could not be started: ${cause.message}`)));
    server.on("close", (...end) => resolve(end));
  });
  if (code === 0 || signal) return;
  throw new Stop(
    `The server ended with ${code}; what it printed above says why. Its flags follow --, so that another port is chosen by\n\n` +
      "    npm start -- --listen 127.0.0.1:9000",
  );
}

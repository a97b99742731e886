// Knows how to pack the package, install it into a copy of a project outside this one, and serve what comes of it.

import { spawn } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "..", "..");

export async function pack() {
  const directory = await mkdtemp(join(tmpdir(), "callkit-pack-"));
  const said = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", directory], root);
  const told = JSON.parse(said);
  const [{ filename, files }] = Array.isArray(told) ? told : Object.values(told);
  return {
    path: join(directory, filename),
    files: files.map(({ path }) => path),
    remove: () => rm(directory, { recursive: true }),
  };
}

export async function project(t, name, tarball) {
  const directory = await mkdtemp(join(tmpdir(), `callkit-${name}-`));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 10 }));
  await cp(join(here, name), directory, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
  const locked = (await readdir(directory)).includes("package-lock.json");
  if (locked) await npm(["ci", "--prefer-offline", "--no-audit", "--no-fund"], directory);
  await npm(["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", tarball.path], directory);
  return directory;
}

export function nodeModule(directory, path) {
  return join(directory, "node_modules", path);
}

export async function serveFiles(t, directory) {
  const server = createServer(sirv(directory, { dev: true, dotfiles: true }));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://localhost:${server.address().port}/`;
}

/** Starts a server that prints its address, and resolves with that. */
export function serveCommand(t, directory, args) {
  const child = spawn(process.execPath, args, { cwd: directory, env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill());
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk) => {
      said += chunk;
      const address = /http:\/\/localhost:\d+\//.exec(said);
      if (address) resolve(address[0]);
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

export function run(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
      said += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk) => (said += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}:\n${said}`));
    });
  });
}

function npm(args, cwd) {
  const script = process.env.npm_execpath;
  return script ? run(process.execPath, [script, ...args], cwd) : run("npm", args, cwd);
}

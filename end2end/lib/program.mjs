// The program under test: runs it once, or serves a copy of the demonstration district on a free port.
import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The day the demonstration's story fits.
export const TODAY = "2026-11-05";
const START_LIMIT_MS = 20_000;

function binary() {
  if (!process.env.CUAN_BIN) throw new Error("CUAN_BIN does not name the program; `make e2e` does");
  return process.env.CUAN_BIN;
}

// Runs a command of the program to its end; answers what it printed.
export function runCuan(args, env) {
  return new Promise((done, refuse) => {
    const child = spawn(binary(), args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (piece) => (out += piece));
    child.stderr.on("data", (piece) => (err += piece));
    child.on("error", refuse);
    child.on("exit", (code) => (code === 0 ? done(out) : refuse(new Error(`cuan ${args.join(" ")} ended with ${code}: ${err}`))));
  });
}

function freePort() {
  return new Promise((done, refuse) => {
    const probe = createServer();
    probe.on("error", refuse);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

// Serves a data folder. Answers { base, pid, log(), stop(), kill() }: `stop` asks it to end, `kill` cuts it off.
export async function serveAt(data) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(binary(), ["serve", "--demo"], {
    env: { ...process.env, CUAN_DATA: data, CUAN_TODAY: TODAY, CUAN_ADDR: `127.0.0.1:${port}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (piece) => (said += piece));
  child.stderr.on("data", (piece) => (said += piece));
  const gone = new Promise((done) => child.on("exit", done));
  const kill = async () => {
    child.kill("SIGKILL");
    await gone;
  };
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(late);
  };
  const until = Date.now() + START_LIMIT_MS;
  while (Date.now() < until && child.exitCode === null) {
    const ready = await fetch(`${base}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) return { base, data, pid: child.pid, log: () => said, stop, kill };
    await new Promise((done) => setTimeout(done, 30));
  }
  await kill();
  throw new Error(`the program did not start:\n${said}`);
}

// Serves a fresh copy of the demonstration district; stopping it removes the copy.
export async function serve(template = process.env.CUAN_TEMPLATE) {
  const data = await mkdtemp(join(tmpdir(), "cuan-e2e-"));
  await cp(template, data, { recursive: true });
  const remove = () => rm(data, { recursive: true, force: true });
  try {
    const program = await serveAt(data);
    const stop = async () => {
      await program.stop();
      await remove();
    };
    return { ...program, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

// A visitor without a browser: signs in as the first person of a role and keeps the cookie.
export async function caller(base, role) {
  const page = await (await fetch(`${base}/sign-in`)).text();
  const button = [...page.matchAll(/<button[^>]*name="demo"[^>]*>/g)].map((m) => m[0]).find((b) => b.includes(`data-role="${role}"`));
  const form = (fields) => new URLSearchParams(fields);
  const headers = { origin: base, "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(`${base}/sign-in`, {
    method: "POST", redirect: "manual", headers, body: form({ demo: /value="([^"]+)"/.exec(button)[1] }),
  });
  const cookie = answer.headers.getSetCookie().find((c) => /^(__Host-)?sid=/.test(c)).split(";")[0];
  return {
    get: (path) => fetch(base + path, { redirect: "manual", headers: { cookie } }),
    post: (path, fields) => fetch(base + path, { method: "POST", redirect: "manual", headers: { ...headers, cookie }, body: form(fields) }),
  };
}

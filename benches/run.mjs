// Measures and writes docs/benchmarks.md: node benches/run.mjs CUAN RAW [part…] with parts bare, check, fix, import, night, pages, start.
// CUAN is the release binary with its site beside it, RAW the release build of benches/raw.rs. Linux, wrk, nothing else running.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [cuan, raw, ...asked] = process.argv.slice(2);
if (!raw) throw new Error("usage: node benches/run.mjs CUAN RAW [part…]");
const root = fileURLToPath(new URL("..", import.meta.url));
const TODAY = "2026-11-05";
const work = mkdtempSync(join(tmpdir(), "cuan-bench-"));
// The bare machine takes ten minutes and is measured only when it is named.
const wanted = (part) => (asked.length === 0 ? part !== "bare" : asked.includes(part));
const size = { enterprises: Number(process.env.ENTERPRISES ?? 2000), years: Number(process.env.YEARS ?? 10) };
const TRIES = 5;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const mib = (kib) => `${(kib / 1024).toFixed(0)} MiB`;

// Peak resident memory of a process and its children, in KiB, sampled while it runs.
function peakOf(pid) {
  const read = (file) => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  };
  const own = Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean);
  return children.reduce((sum, child) => sum + peakOf(child), own);
}

// Runs a program to its end; answers wall time, peak memory and what it printed.
async function timed(program, args, env = {}) {
  const begun = process.hrtime.bigint();
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  let peak = 0;
  child.stdout.on("data", (piece) => (out += piece));
  const watch = setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 2);
  const code = await new Promise((done) => child.on("close", done));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}`);
  return { ms: Number(process.hrtime.bigint() - begun) / 1e6, peak, out };
}

// The best of several runs: what the machine can do when nothing else wants it.
async function best(program, args, env) {
  let found;
  for (let i = 0; i < TRIES; i += 1) {
    const run = await timed(program, args, env);
    if (!found || run.ms < found.ms) found = run;
  }
  return found;
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function serve(data, site, database) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const begun = process.hrtime.bigint();
  const child = spawn(cuan, ["serve", "--demo"], {
    env: { ...process.env, CUAN_DATA: data, CUAN_TODAY: TODAY, CUAN_ADDR: `127.0.0.1:${port}`, CUAN_LOG: "warn", ...(site ? { CUAN_SITE: site } : {}), ...(database ? { DATABASE_URL: database } : {}) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const gone = new Promise((done) => child.on("exit", done));
  while (!(await fetch(`${base}/readyz`).then((a) => a.ok, () => false))) {
    if (child.exitCode !== null) throw new Error("the program did not start");
    await sleep(2);
  }
  const startMs = Number(process.hrtime.bigint() - begun) / 1e6;
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]);
  return { base, startMs, rss, pid: child.pid, stop: async () => (child.kill("SIGTERM"), await gone) };
}

async function signIn(base, role) {
  const page = await (await fetch(`${base}/sign-in`)).text();
  const button = [...page.matchAll(/<button[^>]*name="demo"[^>]*>/g)].map((m) => m[0]).find((b) => b.includes(`data-role="${role}"`));
  const login = /value="([^"]+)"/.exec(button)[1];
  const answer = await fetch(`${base}/sign-in`, {
    method: "POST", redirect: "manual", headers: { origin: base, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ demo: login }),
  });
  return /(?:^|,\s*)((?:__Host-)?sid=[^;]+)/.exec(answer.headers.get("set-cookie"))[1];
}

// TRAINEES people trained per enterprise and year: 50 make a million rows of training in 2,000 × 10. DISTRICTS: a folder that keeps
// the districts for another run; a district that is there already is not made, and its making not measured.
const TRAINEES = process.env.TRAINEES ?? "50";

async function district(years, database) {
  const kept = join(process.env.DISTRICTS ?? work, `district-${years}${database ? "-postgres" : ""}`);
  if (!existsSync(kept)) {
    mkdirSync(kept);
    const env = { CUAN_DATA: kept, CUAN_TODAY: TODAY, ...(database ? { DATABASE_URL: database } : {}) };
    const made = await timed(cuan, ["demo", "--enterprises", String(size.enterprises), "--years", String(years), "--trainees", TRAINEES], env);
    console.log(`${made.out.trim().split("\n").pop()}: made in ${(made.ms / 1000).toFixed(1)} s`);
    districts.push([`${years} year(s)${database ? ", PostgreSQL" : ""}`, made.ms, database ? 0 : statSync(join(kept, "cuan.db")).size, made.out.trim().split("\n").pop()]);
  }
  return kept;
}

// Somebody writes every second while `measure` runs: signs in, or records an accident, after which kept pages are made anew.
async function whileWriting(base, what, measure) {
  // Connections that a load outlasted are closed by now.
  await sleep(200);
  const cookie = what === "records" ? await signIn(base, "rep") : "";
  const [path, body] = what === "records"
    ? ["/incidents/new", 'new URLSearchParams({ id: crypto.randomUUID(), occurred_at: "2026-11-04T10:00", deaths: "0", serious: "0", minor: "0", loss: "1" })']
    : ["/sign-in", '"demo=demo.union"'];
  const script = `let said; const crypto = require("node:crypto"); setInterval(async () => {
    const answer = await fetch("${base}${path}", { method: "POST", redirect: "manual", headers: { origin: "${base}", cookie: "${cookie}", "content-type": "application/x-www-form-urlencoded" }, body: ${body} });
    if (answer.status !== 303 && !said) { said = true; console.error("writing was refused: " + answer.status); }
  }, 1000)`;
  const writer = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "ignore", "inherit"] });
  try {
    return measure();
  } finally {
    writer.kill();
  }
}
const districts = [];

// wrk's own figures for one address: requests a second, p50 and p99 in ms, errors.
function load(url, cookie, seconds = 15) {
  const out = execFileSync("wrk", ["-t1", "-c16", `-d${seconds}s`, "--latency", "-H", `Cookie: ${cookie}`, url], { encoding: "utf8" });
  const ms = (text) => {
    const [, number, unit] = /([\d.]+)(us|ms|s)/.exec(text);
    return Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]),
    p50: ms(/^\s+50%\s+(\S+)/m.exec(out)[1]),
    p99: ms(/^\s+99%\s+(\S+)/m.exec(out)[1]),
    errors: /Non-2xx/.test(out) ? /Non-2xx or 3xx responses: (\d+)/.exec(out)[1] : "0",
  };
}

async function check() {
  const file = join(work, "wide.xlsx");
  await timed(raw, ["write-wide", file, "5000", "30"]);
  const bare = await best(raw, ["read", file]);
  const ours = await best(cuan, ["check", file, "--json"]);
  const report = JSON.parse(ours.out);
  const rows = report.sheets[0].rows.length;
  const good = report.sheets[0].rows.filter((row) => row.ok).length;
  let python = "openpyxl not installed";
  try {
    const code = "import sys,time,openpyxl\nt=time.time()\nfor r in openpyxl.load_workbook(sys.argv[1],read_only=True,data_only=True).active.iter_rows(values_only=True): pass\nprint((time.time()-t)*1000)";
    python = `${(Number(execFileSync(process.env.PYTHON ?? "python3", ["-c", code, file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) / ours.ms).toFixed(1)} × our whole check`;
  } catch {
    // said in the table
  }
  return [
    ["`cuan check`, 5,000 rows × 30 columns", `${ours.ms.toFixed(0)} ms, ${mib(ours.peak)}; ${rows} rows read, ${good} ok`, "≤ 100 MiB"],
    ["calamine streaming the same cells", `${bare.ms.toFixed(0)} ms, ${mib(bare.peak)}`, ""],
    ["ratio", `${(ours.ms / bare.ms).toFixed(2)} ×`, "≤ 2 ×"],
    ["openpyxl (read only) merely reading it", python, "≥ 10 ×"],
  ];
}

// One cell corrected on the preview of a long draft: from the click until the preview is there again.
async function fixing() {
  const file = join(work, "wide.xlsx");
  await timed(raw, ["write-wide", file, "5000", "30"]);
  const data = join(work, "fix");
  mkdirSync(data);
  await timed(cuan, ["demo", "--enterprises", "20", "--years", "1"], { CUAN_DATA: data, CUAN_TODAY: TODAY });
  const program = await serve(data);
  try {
    const cookie = await signIn(program.base, "rep");
    const headers = { cookie, origin: program.base };
    const form = new FormData();
    form.set("workbook", new Blob([readFileSync(file)]), "wide.xlsx");
    const answer = await fetch(`${program.base}/returns/new`, { method: "POST", redirect: "manual", headers, body: form });
    if (answer.status !== 303) throw new Error(`upload: ${answer.status}`);
    const page = answer.headers.get("location").split("?")[0];
    const shown = async () => {
      for (;;) {
        const html = await (await fetch(program.base + page, { headers })).text();
        if (html.includes(`${page}/send`)) return html;
        await sleep(10);
      }
    };
    await shown();
    const took = [];
    for (const [row, value] of [[3, "12"], [2500, "13"], [4999, "14"], [4, "15"], [5, "16"]]) {
      const fields = new URLSearchParams({ id: crypto.randomUUID(), sheet: "培训台账", row, column: "F", value });
      const begun = process.hrtime.bigint();
      const done = await fetch(`${program.base}${page}/cells`, { method: "POST", redirect: "manual", headers: { ...headers, "content-type": "application/x-www-form-urlencoded" }, body: fields });
      if (done.status !== 303) throw new Error(`fix: ${done.status} ${(await done.text()).slice(0, 500)}`);
      await shown();
      took.push(Number(process.hrtime.bigint() - begun) / 1e6);
    }
    took.sort((a, b) => a - b);
    return [["one cell corrected, 5,000 rows × 30 columns, until the preview is there again", `${took[2].toFixed(0)} ms (middle of 5), ${took[4].toFixed(0)} ms at most`, "< 1 s"]];
  } finally {
    await program.stop();
  }
}

// The way a sender goes: upload, look at the preview, send. Times are the program's answers.
async function importing() {
  const count = Number(process.env.TRAINING_ROWS ?? 200_000);
  const file = join(work, "training.xlsx");
  await timed(raw, ["write-training", file, String(count)]);
  const bare = await timed(raw, ["insert", file, join(work, "bare.db")]);
  const data = join(work, "import");
  mkdirSync(data);
  await timed(cuan, ["demo", "--enterprises", "20", "--years", "1"], { CUAN_DATA: data, CUAN_TODAY: TODAY });
  const program = await serve(data);
  try {
    const cookie = await signIn(program.base, "rep");
    const headers = { cookie, origin: program.base };
    await fetch(`${program.base}/returns/new`, { headers });
    const before = program.rss();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, program.rss())), 20);
    const form = new FormData();
    form.set("workbook", new Blob([readFileSync(file)]), "training.xlsx");
    const begun = Date.now();
    let answer = await fetch(`${program.base}/returns/new`, { method: "POST", redirect: "manual", headers, body: form });
    if (answer.status !== 303) throw new Error(`upload: ${answer.status} ${(await answer.text()).slice(0, 2000)}`);
    const page = answer.headers.get("location").split("?")[0];
    let html = "";
    while (!html.includes(`${page}/send`)) {
      await sleep(50);
      html = await (await fetch(program.base + page, { headers })).text();
    }
    const checked = Date.now();
    const fields = new URLSearchParams();
    const sendForm = html.slice(html.indexOf(`action="${page}/send"`));
    for (const [tag] of sendForm.slice(0, sendForm.indexOf("</form>")).matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      fields.set(/name="([^"]*)"/.exec(tag)[1], /value="([^"]*)"/.exec(tag)?.[1] ?? "");
    }
    answer = await fetch(`${program.base}${page}/send`, { method: "POST", redirect: "manual", headers: { ...headers, "content-type": "application/x-www-form-urlencoded" }, body: fields });
    const done = Date.now();
    clearInterval(watch);
    if (answer.status !== 303) throw new Error(`send: ${answer.status} ${(await answer.text()).slice(0, 2000)}`);
    const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
    return [
      [`${count.toLocaleString("en")} training rows: upload and check`, seconds(checked - begun), ""],
      ["… send: one transaction with its audit note", seconds(done - checked), ""],
      ["calamine's stream and bare INSERTs of the same rows into the same table", seconds(bare.ms), ""],
      ["ratio", `${((done - begun) / bare.ms).toFixed(2)} ×`, "≤ 3 ×"],
      ["growth of the server's resident memory", mib(peak - before), "≤ 64 MiB"],
    ];
  } finally {
    await program.stop();
  }
}

// A small .xlsx without compression: what twenty lines of a ledger look like.
const CRC = Array.from({ length: 256 }, (_, n) => {
  for (let i = 0; i < 8; i += 1) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
const crc32 = (bytes) => (bytes.reduce((c, b) => CRC[(c ^ b) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
function zip(files) {
  const [parts, central] = [[], []];
  let offset = 0;
  for (const [name, text] of files) {
    const [data, path] = [Buffer.from(text), Buffer.from(name)];
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt16LE(path.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.from("PK\x01\x02\x14\0", "latin1"), head, tail, path);
    parts.push(Buffer.from("PK\x03\x04", "latin1"), head, path, data);
    offset += 30 + path.length + data.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, directory, Buffer.from("PK\x05\x06", "latin1"), end]);
}
function ledger(sender, rows = 20) {
  const cell = (at, text) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const line = (r, values) => `<row r="${r}">${values.map((v, n) => cell(`${"ABCDEFG"[n]}${r}`, v)).join("")}</row>`;
  const person = (n) => [`工人${sender}之${n}`, "操作工", "再培训", "岗位操作规程", `2026-0${1 + (n % 9)}-1${n % 10}`, "8", "合格"];
  const lines = [["姓名", "岗位", "培训类别", "培训内容", "培训日期", "学时", "是否合格"], ...Array.from({ length: rows }, (_, n) => person(n))];
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const pack = "http://schemas.openxmlformats.org/package/2006";
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  return zip([
    ["[Content_Types].xml", `<Types xmlns="${pack}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`],
    ["_rels/.rels", `<Relationships xmlns="${pack}/relationships"><Relationship Id="r1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ["xl/workbook.xml", `<workbook xmlns="${main}" xmlns:r="${rel}"><sheets><sheet name="培训台账" sheetId="1" r:id="r1"/></sheets></workbook>`],
    ["xl/_rels/workbook.xml.rels", `<Relationships xmlns="${pack}/relationships"><Relationship Id="r1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`],
    ["xl/worksheets/sheet1.xml", `<worksheet xmlns="${main}"><sheetData>${lines.map((v, n) => line(n + 1, v)).join("")}</sheetData></worksheet>`],
  ]);
}

// One sender's evening: upload, wait for the preview, send. Answers the receipt's status.
async function file_one(base, cookie, n) {
  const headers = { cookie, origin: base };
  const form = new FormData();
  form.set("workbook", new Blob([ledger(n)]), `培训台账${n}.xlsx`);
  const answer = await fetch(`${base}/returns/new`, { method: "POST", redirect: "manual", headers, body: form });
  if (answer.status !== 303) throw new Error(`upload: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
  const page = answer.headers.get("location").split("?")[0];
  for (let tries = 0; tries < 600; tries += 1) {
    const html = await (await fetch(base + page, { headers })).text();
    if (html.includes(`${page}/send`)) {
      const sendForm = html.slice(html.indexOf(`action="${page}/send"`));
      const fields = new URLSearchParams();
      for (const [tag] of sendForm.slice(0, sendForm.indexOf("</form>")).matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
        fields.set(/name="([^"]*)"/.exec(tag)[1], /value="([^"]*)"/.exec(tag)?.[1] ?? "");
      }
      // Who has told of the period before says why again.
      if (sendForm.slice(0, sendForm.indexOf("</form>")).includes('name="reason"')) fields.set("reason", "补报漏登人员");
      const sent = await fetch(`${base}${page}/send`, { method: "POST", redirect: "manual", headers: { ...headers, "content-type": "application/x-www-form-urlencoded" }, body: fields });
      if (sent.status !== 303) throw new Error(`send: ${sent.status} ${(await sent.text()).slice(0, 500)}`);
      return;
    }
    await sleep(1000);
  }
  throw new Error("never read");
}

async function night() {
  const senders = Number(process.env.SENDERS ?? size.enterprises);
  const minutes = Number(process.env.MINUTES ?? 5);
  const data = join(work, "night");
  mkdirSync(data);
  await timed(cuan, ["demo", "--enterprises", String(Math.max(senders, 2)), "--years", "1", "--reps"], { CUAN_DATA: data, CUAN_TODAY: TODAY });
  const program = await serve(data);
  try {
    const { base } = program;
    const enter = async (login) => {
      const answer = await fetch(`${base}/sign-in`, { method: "POST", redirect: "manual", headers: { origin: base, "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ demo: login }) });
      return /(?:^|,\s*)((?:__Host-)?sid=[^;]+)/.exec(answer.headers.get("set-cookie"))[1];
    };
    const cookies = [];
    for (let n = 1; n <= senders; n += 1) cookies.push(await enter(`rep.${n}`));
    const leader = await enter("demo.leader");
    const before = program.rss();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, program.rss())), 100);
    let done = 0;
    const errors = [];
    const begun = Date.now();
    let over = false;
    const waits = [];
    const paths = ["/trends", "/enterprises", "/returns", "/training"];
    const looking = paths.map(async (path) => {
      while (!over) {
        const at = process.hrtime.bigint();
        const answer = await fetch(base + path, { headers: { cookie: leader } });
        await answer.text();
        waits.push({ path, ms: Number(process.hrtime.bigint() - at) / 1e6 });
        if (answer.status !== 200) errors.push(`${path}: ${answer.status}`);
        await sleep(100);
      }
    });
    await Promise.all(cookies.map(async (cookie, n) => {
      await sleep((n / senders) * minutes * 60_000);
      try {
        await file_one(base, cookie, n);
        done += 1;
      } catch (error) {
        errors.push(error.message);
      }
    }));
    const seconds = (Date.now() - begun) / 1000;
    over = true;
    await Promise.all(looking);
    clearInterval(watch);
    const at = (share, path) => {
      const sorted = waits.filter((wait) => !path || wait.path === path).map((wait) => wait.ms).sort((a, b) => a - b);
      return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0);
    };
    const each = paths.map((path) => `\`${path}\` ${at(0.99, path)}`).join(", ");
    if (errors.length) console.error(errors.slice(0, 5).join("\n"));
    return [
      [`${senders.toLocaleString("en")} enterprises send a workbook of 20 rows each within ${minutes} ${minutes === 1 ? "minute" : "minutes"}`, `${done} accepted in ${seconds.toFixed(0)} s, ${errors.length} errors`, "all, 0 errors"],
      [`pages meanwhile (${waits.length} of the leader's)`, `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms; p99 of each: ${each} ms`, "p99 < 500 ms"],
      ["growth of the server's resident memory", mib(peak - before), ""],
    ];
  } finally {
    await program.stop();
  }
}

// Puts the bytes of the leader's page among the site's files.
async function still(data, site, measured) {
  const program = await serve(data);
  try {
    const cookie = await signIn(program.base, "leader");
    const html = await (await fetch(`${program.base}/trends`, { headers: { cookie } })).text();
    const manifest = JSON.parse(readFileSync(join(site, "manifest.json"), "utf8"));
    writeFileSync(join(site, "still.html"), html);
    manifest.files["still.html"] = { path: "/still.html", hashed: false, size: html.length };
    writeFileSync(join(site, "manifest.json"), JSON.stringify(manifest));
    measured.bytes = Buffer.byteLength(html);
  } finally {
    await program.stop();
  }
}

// The page against the static file of the same server, five times in turns: what the machine gives changes from minute to minute.
function share(base, cookie) {
  const parts = [];
  for (let i = 0; i < 5; i += 1) {
    const file = load(`${base}/still.html`, "a=b", 4).perSecond;
    parts.push({ still: file, page: load(`${base}/trends`, cookie, 4).perSecond });
  }
  const shares = parts.map((part) => part.page / part.still).sort((a, b) => a - b);
  return { parts, median: shares[2] };
}

async function pages() {
  const rows = [];
  const long = await district(size.years);
  const short = await district(1);
  const site = join(work, "site");
  cpSync(join(dirname(resolve(cuan)), "site"), site, { recursive: true });
  const measured = {};
  const runs = [["long", long], ["short", short]];
  const server = process.env.CUAN_TEST_POSTGRES;
  if (server) {
    // With DISTRICTS the database is kept too.
    const name = process.env.DISTRICTS ? `cuan_bench_${size.years}` : `cuan_bench_${process.pid}`;
    const there = execFileSync("psql", [`${server}postgres`, "-Atc", `SELECT 1 FROM pg_database WHERE datname = '${name}'`], { encoding: "utf8" });
    if (!there) execFileSync("psql", [`${server}postgres`, "-qc", `CREATE DATABASE ${name}`]);
    const database = `${server}${name}`;
    runs.push(["postgres", await district(size.years, database), database]);
  }
  await still(long, site, measured);
  for (const [name, data, database] of runs) {
    const program = await serve(data, site, database);
    try {
      const cookie = await signIn(program.base, "leader");
      await (await fetch(`${program.base}/trends`, { headers: { cookie } })).text();
      // The page is there before it is measured, also for readers that take no packed pages, as wrk.
      load(`${program.base}/trends`, cookie, 1);
      measured[name] = load(`${program.base}/trends`, cookie);
      measured[`${name} signing`] = await whileWriting(program.base, "signs in", () => load(`${program.base}/trends`, cookie));
      measured[`${name} written`] = await whileWriting(program.base, "records", () => load(`${program.base}/trends`, cookie));
      // Connections that the load outlasted are closed by now.
      await sleep(200);
      const begun = process.hrtime.bigint();
      for (let i = 0; i < 20; i += 1) await (await fetch(`${program.base}/trends?to=2026-10-${String(i + 1).padStart(2, "0")}`, { headers: { cookie } })).text();
      measured[`${name} anew`] = Number(process.hrtime.bigint() - begun) / 2e7;
      measured[`${name} share`] = share(program.base, cookie);
      if (name === "long") {
        measured.list = load(`${program.base}/enterprises`, cookie);
        measured.rss = program.rss();
      }
    } finally {
      await program.stop();
    }
  }
  const said = (l) => `${l.perSecond.toFixed(0)}/s, p50 ${l.p50.toFixed(1)} ms, p99 ${l.p99.toFixed(1)} ms, errors ${l.errors}`;
  const anew = (name) => `${measured[`${name} anew`].toFixed(1)} ms`;
  rows.push([`leader's page, ${size.enterprises.toLocaleString("en")} enterprises × ${size.years} years (${(measured.bytes / 1024).toFixed(0)} KiB)`, said(measured.long), "p99 < 50 ms"]);
  const shared = ({ parts, median }) => [`${(100 * median).toFixed(0)} % (median of ${parts.map((part) => `${part.page.toFixed(0)} of ${part.still.toFixed(0)}/s`).join(", ")})`, "≥ 40 %"];
  rows.push(["share of the same bytes as a static file of the same server, in turns", ...shared(measured["long share"])]);
  rows.push(["the page while somebody signs in every second", said(measured["long signing"]), "p99 < 50 ms"]);
  rows.push(["the page while an accident is recorded every second", said(measured["long written"]), ""]);
  rows.push(["one page made anew, nobody else asking (mean of 20 days)", anew("long"), ""]);
  rows.push(["leader's page with 1 year of history", `${said(measured.short)}; made anew ${anew("short")}`, ""]);
  rows.push(["ten times the history costs, kept and made anew", `${(measured.long.p50 / measured.short.p50).toFixed(2)} × and ${(measured["long anew"] / measured["short anew"]).toFixed(2)} ×`, "≤ 1.2 ×"]);
  if (measured.postgres) {
    rows.push(["leader's page on PostgreSQL (its server on the same cores)", said(measured.postgres), "p99 < 50 ms"]);
    rows.push(["the same while somebody signs in every second", said(measured["postgres signing"]), "p99 < 50 ms"]);
    rows.push(["the same while an accident is recorded every second", said(measured["postgres written"]), ""]);
    rows.push(["one page made anew on PostgreSQL", anew("postgres"), ""]);
    rows.push(["share of static on PostgreSQL, in turns", ...shared(measured["postgres share"])]);
  }
  rows.push(["list of 50 enterprises, signed in", said(measured.list), "≥ 2,000/s, p99 < 20 ms"]);
  rows.push(["resident memory after that load", mib(measured.rss), ""]);
  for (const [what, ms, bytes, made] of districts) rows.push([`making that district, ${what}: ${made}`, `${(ms / 1000).toFixed(0)} s${bytes ? `, database ${(bytes / 2 ** 20).toFixed(0)} MiB` : ""}`, ""]);
  return rows;
}

async function start() {
  const data = join(work, "start");
  mkdirSync(data);
  await timed(cuan, ["demo"], { CUAN_DATA: data, CUAN_TODAY: TODAY });
  const runs = [];
  let rss = 0;
  for (let i = 0; i < TRIES; i += 1) {
    const program = await serve(data);
    runs.push(program.startMs);
    await sleep(300);
    rss = Math.max(rss, program.rss());
    await program.stop();
  }
  const files = readdirSync(join(dirname(resolve(cuan)), "site/pkg"));
  const packed = (end) => statSync(join(dirname(resolve(cuan)), "site/pkg", files.find((f) => f.endsWith(end)))).size;
  const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  return [
    ["start until /readyz answers", `${Math.min(...runs).toFixed(0)} ms (best of ${TRIES})`, "≤ 100 ms"],
    ["resident memory when idle", mib(rss), "≤ 40 MiB"],
    ["the program", `${(statSync(cuan).size / 2 ** 20).toFixed(1)} MiB`, ""],
    ["style sheet, brotli", kb(packed(".css.br")), ""],
    ["islands, brotli (wasm + glue + loader); pages without islands load the loader only", `${kb(packed(".wasm.br"))} + ${kb(statSync(join(dirname(resolve(cuan)), "site/pkg", files.find((f) => /^cuan\..*\.js\.br$/.test(f)))).size)} + ${kb(statSync(join(dirname(resolve(cuan)), "site/pkg", files.find((f) => /^islands\..*\.js\.br$/.test(f)))).size)}`, "≤ 100 kB"],
  ];
}

// What a newcomer waits for: a fresh clone, nothing of cargo's kept, until the demonstration answers; then once more.
async function bare() {
  const clone = join(work, "bare");
  execFileSync("git", ["clone", "--quiet", root, clone]);
  const env = { ...process.env, CARGO_HOME: join(work, "cargo"), ADDR: `127.0.0.1:${await freePort()}` };
  delete env.CARGO_TARGET_DIR;
  const ready = async () => {
    const begun = Date.now();
    const made = spawn("make", ["run"], { cwd: clone, env, stdio: "ignore", detached: true });
    const gone = new Promise((done) => made.on("exit", done));
    while (!(await fetch(`http://${env.ADDR}/readyz`).then((a) => a.ok, () => false))) {
      if (made.exitCode !== null) throw new Error("make run came to an end");
      await sleep(50);
    }
    const seconds = (Date.now() - begun) / 1000;
    process.kill(-made.pid, "SIGTERM");
    await gone;
    return seconds;
  };
  return [
    ["`make run` in a fresh clone with an empty cargo home, downloads included, until the page is there", `${(await ready()).toFixed(0)} s`, "≤ 10 min"],
    ["`make run` again", `${(await ready()).toFixed(1)} s`, "≤ 10 s"],
  ];
}

const parts = [
  ["bare", "A bare machine", bare],
  ["check", "Checking a workbook", check],
  ["fix", "A cell corrected in place", fixing],
  ["import", "Taking a large return", importing],
  ["night", "Deadline night", night],
  ["pages", "Pages under load (wrk, 16 connections, on the same cores)", pages],
  ["start", "Start and size", start],
];
const file = join(root, "docs/benchmarks.md");
const old = existsSync(file) ? readFileSync(file, "utf8") : "";
const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}`;
const profile = dirname(resolve(cuan)).split("/").pop();
const day = new Date().toISOString().slice(0, 10);
let text = `# Benchmarks

Measured, not promised: \`make bench\` makes this page anew. The bars are those we want to hold; where a figure misses its bar, that is
what there is to do. Databases are SQLite with every commit synced. Ratios are of one run on one machine.
`;
try {
  for (const [part, title, measure] of parts) {
    const before = old.split("\n## ").find((s) => s.startsWith(title));
    if (!wanted(part)) {
      if (before) text += `\n## ${before.trimEnd()}\n`;
      continue;
    }
    console.log(`== ${title}`);
    const rows = await measure();
    for (const row of rows) console.log(row.join(" | "));
    text += `\n## ${title}\n\n\`make bench PART=${part}\` · ${day} · ${machine} · profile \`${profile}\`\n\n| what | measured | bar |\n|---|---|---|\n`;
    text += rows.map((row) => `| ${row.join(" | ")} |`).join("\n") + "\n";
  }
  writeFileSync(file, text);
} finally {
  rmSync(work, { recursive: true, force: true });
}

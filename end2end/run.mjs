// Runs the journeys: seeds one demonstration district, which every test gets a copy of, then node's own test runner.
// CUAN_BIN is the program, CUAN_SITE its site folder when that does not lie beside it; ONLY=part-of-a-file-name picks files.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TODAY, runCuan } from "./lib/program.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const only = process.env.ONLY ?? "";
const files = readdirSync(join(here, "tests")).filter((name) => name.endsWith(".test.mjs") && name.includes(only)).sort();
if (files.length === 0) {
  console.error(`no test file has "${only}" in its name`);
  process.exit(1);
}

const template = await mkdtemp(join(tmpdir(), "cuan-template-"));
let code = 1;
try {
  const begun = Date.now();
  await runCuan(["demo"], { CUAN_DATA: template, CUAN_TODAY: TODAY });
  console.log(`demonstration district made in ${Date.now() - begun} ms`);
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", "--test-concurrency=2", ...files.map((f) => join(here, "tests", f))], {
    stdio: "inherit",
    env: { ...process.env, CUAN_TEMPLATE: template },
  });
  code = await new Promise((done) => child.on("exit", (status) => done(status ?? 1)));
} finally {
  await rm(template, { recursive: true, force: true });
}
process.exit(code);

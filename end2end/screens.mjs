// Pictures of every page for README and docs: docs/screens/NAME.png, desktop in Chinese; some on a phone, in English, dark.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, visitor } from "./lib/browser.mjs";
import { as } from "./lib/people.mjs";
import { TODAY, runCuan, serve } from "./lib/program.mjs";

const out = fileURLToPath(new URL("../docs/screens/", import.meta.url));

// [name, role, address or how to get there, settings]
const first = (list) => async (page) => {
  await page.goto(list);
  return page.locator("main tbody a[href], main .list a[href]").first().getAttribute("href");
};
const SHOTS = [
  ["sign-in", null, "/sign-in"],
  ["rep", "rep", "/"],
  ["returns", "rep", "/returns"],
  ["send", "rep", "/returns/new"],
  ["templates", "rep", "/templates"],
  ["inspector", "inspector", "/"],
  ["inspector-phone", "inspector", "/", { size: "phone" }],
  ["incidents", "inspector", "/incidents"],
  ["incident", "inspector", first("/incidents")],
  ["incident-new-phone", "inspector", "/incidents/new", { size: "phone" }],
  ["congresses", "inspector", "/congress"],
  ["congress", "inspector", first("/congress")],
  ["congress-new", "rep", "/congress/new"],
  ["trainings", "inspector", "/training"],
  ["training", "inspector", first("/training")],
  ["enterprises", "inspector", "/enterprises"],
  ["enterprise", "inspector", first("/enterprises")],
  ["leader", "leader", "/trends"],
  ["leader-dark", "leader", "/trends", { theme: "dark" }],
  ["leader-english", "leader", "/trends", { locale: "en" }],
  ["leader-phone", "leader", "/trends", { size: "phone" }],
  ["compare", "leader", "/compare"],
  ["baselines", "leader", "/baselines"],
  ["accounts", "admin", "/accounts"],
  ["styleguide", "admin", "/styleguide"],
];

const only = process.argv[2] ?? "";
await mkdir(out, { recursive: true });
const template = await mkdtemp(join(tmpdir(), "cuan-screens-"));
const browser = await launch();
let program;
try {
  await runCuan(["demo"], { CUAN_DATA: template, CUAN_TODAY: TODAY });
  program = await serve(template);
  for (const [name, role, where, settings = {}] of SHOTS.filter(([n]) => n.includes(only))) {
    const person = await visitor({ base: program.base, browser, ...settings });
    try {
      if (role) await as(person.page, role);
      const address = typeof where === "string" ? where : await where(person.page);
      const answer = await person.open(address);
      await person.page.screenshot({ path: join(out, `${name}.png`) });
      console.log(name, answer.status(), address);
    } catch (error) {
      console.error(`${name}: ${error.message.split("\n")[0]}`);
      process.exitCode = 1;
    } finally {
      await person.close();
    }
  }
} finally {
  await browser.close();
  await program?.stop();
  await rm(template, { recursive: true, force: true });
}

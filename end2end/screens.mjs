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
// A workbook of the demonstration, looked over; with `send`, sent as well.
const workbook = (key, send = false) => async (page) => {
  const answer = await page.request.get(`/demo/${key}`);
  const name = decodeURIComponent(/UTF-8''(.+)$/.exec(answer.headers()["content-disposition"])[1]);
  await page.goto("/returns/new");
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/octet-stream", buffer: await answer.body() });
  await page.locator("main form").filter({ has: page.locator("input[type=file]") }).locator("button[type=submit], button:not([type])").first().click();
  await page.waitForURL(/returns\/[0-9a-f-]{36}/);
  await page.locator('form[action$="/send"]').first().waitFor();
  if (send) {
    await page.locator('form[action$="/send"] button').first().click();
    await page.waitForURL(/done=sent/);
  }
  return new URL(page.url()).pathname;
};
const SHOTS = [
  ["sign-in", null, "/sign-in"],
  ["rep", "rep", "/"],
  ["returns", "rep", "/returns"],
  ["send", "rep", "/returns/new"],
  ["templates", "rep", "/templates"],
  ["guide", "rep", "/templates/training/guide"],
  ["preview", "rep", workbook("training")],
  ["preview-phone", "rep", workbook("incidents"), { size: "phone" }],
  ["receipt", "rep", workbook("congress", true)],
  ["layouts", "rep", "/layouts"],
  ["nil", "rep", "/returns/nil"],
  ["review", "inspector", "/returns/review"],
  ["rates", "inspector", "/returns/rates"],
  ["calendar", "inspector", "/returns/calendar"],
  ["exemptions", "inspector", "/exemptions"],
  ["inspector", "inspector", "/"],
  ["inspector-phone", "inspector", "/", { size: "phone" }],
  ["incidents", "inspector", "/incidents"],
  ["incident", "inspector", first("/incidents")],
  ["incident-new-phone", "inspector", "/incidents/new", { size: "phone" }],
  ["incident-new", "inspector", "/incidents/new"],
  ["healths", "inspector", "/health"],
  ["health", "inspector", first("/health")],
  ["health-new", "rep", "/health/new"],
  ["hazards", "inspector", "/hazards"],
  ["hazard", "inspector", first("/hazards?level=major&state=open")],
  ["hazard-new-phone", "inspector", "/hazards/new", { size: "phone" }],
  ["congresses", "inspector", "/congress"],
  ["congress", "inspector", first("/congress")],
  ["congress-new", "rep", "/congress/new"],
  ["trainings", "inspector", "/training"],
  ["training", "inspector", first("/training")],
  ["training-new", "rep", "/training/new"],
  ["enterprises", "inspector", "/enterprises"],
  ["enterprise", "inspector", first("/enterprises")],
  ["leader", "leader", "/trends"],
  ["leader-dark", "leader", "/trends", { theme: "dark" }],
  ["leader-english", "leader", "/trends", { locale: "en" }],
  ["leader-phone", "leader", "/trends", { size: "phone" }],
  ["filing", "leader", "/trends/filing"],
  ["compliance", "leader", "/compliance"],
  ["compliance-dark", "leader", "/compliance", { theme: "dark" }],
  ["compliance-english", "leader", "/compliance", { locale: "en" }],
  ["compliance-phone", "leader", "/compliance", { size: "phone" }],
  ["compliance-list", "leader", "/compliance/enterprises?duty=returns&state=not-met"],
  ["compliance-talks", "leader", "/compliance/talks"],
  ["compliance-calendar", "leader", "/compliance/calendar"],
  ["compliance-alliance", "inspector", "/compliance/alliance"],
  ["enterprise-file", "inspector", async (page) => `${await first("/enterprises")(page)}/file`],
  ["enterprise-file-phone", "inspector", async (page) => `${await first("/enterprises")(page)}/file`, { size: "phone" }],
  ["charts", "leader", "/trends/charts"],
  ["charts-dark", "leader", "/trends/charts", { theme: "dark" }],
  ["charts-english", "leader", "/trends/charts", { locale: "en" }],
  ["charts-phone", "leader", "/trends/charts", { size: "phone" }],
  ["compare", "leader", "/compare"],
  ["baselines", "leader", "/baselines"],
  ["baseline", "leader", first("/baselines")],
  ["baseline-versions", "leader", "/baselines/years/2024"],
  ["accounts", "admin", "/accounts"],
  ["account-new", "admin", "/accounts/new"],
  ["account", "rep", "/account"],
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

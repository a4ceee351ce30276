// A browser and the people in front of it.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

export const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desktop: { width: 1280, height: 800 },
};
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

// Collects what the browser complains about. A refusal (4xx) that a journey provokes on purpose is a message of the
// browser's too; those are left out here, the journey itself checks the status.
export function listen(page) {
  const complaints = [];
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    const refused = /status of (4\d\d)/.exec(message.text());
    const document = message.location().url === page.url() || page.provoked?.has(message.location().url);
    if (refused && document) return;
    complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.provoked = new Set();
  page.on("response", (answer) => {
    const kind = answer.request().resourceType();
    if (answer.status() >= 500) complaints.push(`${answer.status()}: ${answer.url()}`);
    if (answer.status() >= 400 && (kind === "document" || kind === "xhr" || kind === "fetch")) page.provoked.add(answer.url());
    if (answer.status() >= 400 && !["document", "xhr", "fetch"].includes(kind)) complaints.push(`${answer.status()}: ${answer.url()}`);
  });
  return complaints;
}

// One visitor: a fresh profile in front of a running program.
export async function visitor({ base, js = true, size = "desktop", locale = "zh-CN", theme = "light", browser }) {
  const context = await browser.newContext({
    baseURL: base, javaScriptEnabled: js, locale, viewport: SIZES[size] ?? size, colorScheme: theme,
    timezoneId: "Asia/Shanghai", hasTouch: size === "phone", acceptDownloads: true,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complaints = listen(page);
  const loaded = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  return {
    context, page, js, complaints, loaded,
    // Goes to an address and, where the page has islands, waits until they are awake.
    async open(path) {
      const answer = await page.goto(path);
      await awake(page, js);
      return answer;
    },
    // Presses something that leads to another page or back to this one; answers the answer to that request.
    async press(target, method = "POST") {
      const [answer] = await Promise.all([
        page.waitForResponse((r) => r.request().method() === method && ["document", "xhr", "fetch"].includes(r.request().resourceType())),
        target.click(),
      ]);
      await page.waitForLoadState();
      await awake(page, js);
      return answer;
    },
    close: () => context.close(),
  };
}

async function awake(page, js) {
  if (!js) return;
  await page.waitForFunction(() => !document.querySelector("leptos-island") || document.documentElement.dataset.islands);
  assert.notEqual(await page.evaluate(() => document.documentElement.dataset.islands), "failed", `islands of ${page.url()} do not wake`);
}

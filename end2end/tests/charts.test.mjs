// Charts: read by eye, by keyboard, without a script; each mark opens its records; files hold the same.
import assert from "node:assert/strict";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";
import { overflow } from "../lib/inspect.mjs";

const shown = "svg.c-wide";
// The words that a chart shows at this moment at its head.
const read = (page, chart) =>
  page.locator(`#chart-${chart} ${shown} .c-read`).evaluateAll((all) => all.filter((t) => getComputedStyle(t).visibility === "visible").map((t) => t.textContent));

journey("a leader walks the points of a chart and opens the records of one", { scripts: [true] }, async ({ page, open }) => {
  await as(page, "leader");
  await open("/trends/charts");
  const stops = await page.locator(`#chart-control ${shown} .c-point[tabindex="0"]`).count();
  assert.equal(stops, 1, "a chart is one stop of the Tab key");
  const points = page.locator(`#chart-control ${shown} .c-point`);
  await points.first().focus();
  const first = await read(page, "control");
  assert.equal(first.length, 1, "the point with the focus says itself, and no other");
  await page.keyboard.press("ArrowRight");
  const second = await read(page, "control");
  assert.notDeepEqual(second, first);
  await page.keyboard.press("End");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), await points.last().getAttribute("aria-label"));
  await page.keyboard.press("Home");
  assert.deepEqual(await read(page, "control"), first);
  // A mark that says three leads to three.
  const bars = page.locator(`#chart-bars ${shown} a.c-point[href^="/incidents?"]`);
  const label = await bars.first().getAttribute("aria-label");
  const count = Number(/[：:]\s*([\d,]+)/.exec(label)[1].replaceAll(",", ""));
  await page.goto(await bars.first().getAttribute("href"));
  assert.equal(await page.locator("main tbody tr").count(), count, label);
});

journey("the chart of the leader's first page is read by the arrows, nought and last year included", { scripts: [true] }, async ({ page, open }) => {
  await as(page, "leader");
  await open("/trends");
  const points = page.locator(`#chart-running ${shown} .c-point`);
  assert.equal(await page.locator(`#chart-running ${shown} .c-point[tabindex="0"]`).count(), 1, "one stop of the Tab key");
  await points.first().focus();
  const said = [];
  for (let at = 0; at < (await points.count()); at += 1) {
    const words = await read(page, "running");
    assert.equal(words.length, 1, "the point with the focus says itself, and no other");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), words[0], "aloud as by eye");
    said.push(words[0]);
    await page.keyboard.press("ArrowRight");
  }
  assert.equal(new Set(said).size, said.length, "every point says something of its own");
  // The last point of this year is the number of the headline.
  const last = said.findLast((words) => words.includes("今年") || words.includes("This year"));
  const count = Number(/(\d[\d,]*)$/.exec(last)[1].replaceAll(",", ""));
  const href = await page.locator(`#chart-running ${shown} a.c-point[href^="/incidents?"]`).last().getAttribute("href");
  await page.goto(href);
  assert.equal(await page.locator("main tbody tr").count(), count, last);
});

journey("the charts without a script, on a phone, and as files", { scripts: [false] }, async ({ page, open }) => {
  await as(page, "leader");
  await open("/trends/charts?years=3&measure=incidents");
  await page.locator(`#chart-bars ${shown} a.c-point`).first().focus();
  assert.equal((await read(page, "bars")).length, 1, "style alone shows the words");
  await page.setViewportSize({ width: 320, height: 800 });
  assert.ok((await overflow(page)) <= 0, "nothing scrolls sideways");
  assert.ok(await page.locator("#chart-bars svg.c-narrow").isVisible());
  assert.ok(!(await page.locator(`#chart-bars ${shown}`).isVisible()));
  for (const link of await page.locator("#chart-control .chart-files a, .head-action a").all()) {
    const answer = await page.request.get(await link.getAttribute("href"));
    assert.equal(answer.status(), 200, await link.getAttribute("href"));
    const body = await answer.body();
    assert.ok(body.length > 2_000);
    const kind = answer.headers()["content-type"];
    if (kind.startsWith("image/svg")) assert.match(body.toString(), /<title>[^]*<desc>/);
    if (kind.startsWith("image/png")) assert.equal(body.subarray(1, 4).toString(), "PNG");
  }
});

// The leader before a meeting: to the same date of last year, counts first, and the records behind each number.
import assert from "node:assert/strict";
import { runCuan } from "../lib/program.mjs";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";

const number = (text) => Number(text.replaceAll(/[^\d]/g, ""));

// How many records a list says it holds, and how many rows it shows over all its pages.
async function rowsBehind(page, href) {
  let rows = 0;
  let next = href;
  const seen = new Set();
  while (next && !seen.has(next)) {
    seen.add(next);
    await page.goto(next);
    rows += await page.locator("main tbody tr").count();
    const onward = page.locator('main .pager a[rel="next"]');
    next = (await onward.count()) > 0 ? await onward.first().getAttribute("href") : null;
  }
  return rows;
}

journey("a leader reads the comparison and opens the records behind a number", {}, async ({ page, open }) => {
  page.setDefaultTimeout(5_000);
  await as(page, "leader");
  await open("/trends");
  const said = await page.locator("main").innerText();
  assert.match(said, /1月1日/, "both windows are printed");
  assert.match(said, /11月5日|11月4日/, "to the same date");
  assert.match(said, /→/, "counts first: before → now");
  assert.doesNotMatch(said, /NaN|Infinity|inf%/);

  // Every number of accidents that leads somewhere leads to exactly that many records.
  const links = await page.locator('main a[href^="/incidents?"]').evaluateAll((all) =>
    all.map((a) => ({ href: a.getAttribute("href"), text: a.textContent.trim() })).filter((a) => /^\d[\d,]*$/.test(a.text)),
  );
  assert.ok(links.length >= 3, `${links.length} numbers lead to records`);
  let checked = 0;
  for (const { href, text } of links.filter(({ href }) => !/deaths|serious|metric/.test(href)).slice(0, 8)) {
    assert.equal(await rowsBehind(page, href), number(text), `${href} shows the ${text} records of its number`);
    checked += 1;
  }
  assert.ok(checked >= 3, `${checked} numbers were checked`);
});

journey("the announced percentages, honestly", { scripts: [false] }, async ({ page, open }) => {
  await as(page, "leader");
  await open("/compare?before=7&now=2");
  const deaths = await page.locator("main").innerText();
  assert.match(deaths, /7 → 2/);
  assert.match(deaths, /71\.4/);
  assert.match(deaths, /0\.18/);
  await open("/compare?before=5&now=2");
  const accidents = await page.locator("main").innerText();
  assert.match(accidents, /60\.0/);
  assert.match(accidents, /0\.45/);
  // The command line says the same.
  const told = JSON.parse(await runCuan(["compare", "--before", "7", "--now", "2", "--json"], {}));
  assert.equal(told.percent, "-71.4");
  assert.equal(told.p.toFixed(2), "0.18");
  assert.ok(deaths.includes(told.zh), "in the same words");
});

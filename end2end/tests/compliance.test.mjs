// A leader opens the board, a cell of it, and one enterprise's file; a rep reads their own and nobody else's.
import assert from "node:assert/strict";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";

const number = (text) => Number(text.replaceAll(/[^\d]/g, ""));

// How many rows a list shows over all its pages.
async function rowsBehind(page, href) {
  let rows = 0;
  for (let at = 1; at < 20; at += 1) {
    const address = new URL(href, page.url());
    if (at > 1) address.searchParams.set("page", String(at));
    await page.goto(address.href);
    const here = await page.locator("main tbody tr").count();
    rows += here;
    if (here < 50) return rows;
  }
  return rows;
}

journey("a leader goes from the board to a cell to an enterprise's file", {}, async ({ page, open }) => {
  page.setDefaultTimeout(10_000);
  await as(page, "leader");
  await open("/compliance");
  const cells = await page.locator('main a[href^="/compliance/enterprises?"]').evaluateAll((all) =>
    all.map((a) => ({ href: a.getAttribute("href"), text: a.textContent.trim() })),
  );
  assert.ok(cells.length > 100, `${cells.length} numbers lead to enterprises`);
  // A cell of every column and of several towns.
  for (const { href, text } of cells.filter((_, at) => at % 23 === 0)) {
    assert.equal(await rowsBehind(page, href), number(text), `${href} holds its ${text} enterprises`);
  }
  await open("/compliance/enterprises?duty=returns&state=not-met");
  const row = page.locator("main tbody tr").first();
  assert.match(await row.innerText(), /第.季度|年度|\d{4}年/, "the reason names the period");
  assert.match(await row.innerText(), /条/, "the row cites its article");
  const name = (await row.locator("th a").innerText()).trim();
  await row.locator("th a").click();
  await page.waitForURL(/\/enterprises\/[0-9a-f-]{36}\/file/);
  const file = await page.locator("main").innerText();
  assert.ok(file.includes(name), "the file is of that enterprise");
  for (const part of ["企业概况", "职责", "未整改的隐患", "本年度应报报表", "免除"]) {
    assert.ok(file.includes(part), part);
  }
  await open("/compliance/talks");
  assert.match(await page.locator("main").innerText(), /标准/);
  await open("/compliance/alliance");
  const owed = await page.locator('main a[href^="/compliance/alliance?"]').evaluateAll((all) =>
    all.map((a) => ({ href: a.getAttribute("href"), text: a.textContent.trim() })),
  );
  assert.ok(owed.length >= 4, `${owed.length} things are owed`);
  for (const { href, text } of owed) {
    assert.equal(await rowsBehind(page, href), number(text), `${href} holds its ${text} records`);
  }
});

journey("a rep reads their own file and what falls due, and nobody else's", { scripts: [false] }, async ({ page, open }) => {
  await as(page, "rep");
  await open("/");
  await page.getByRole("link", { name: /履职一页纸/ }).first().click();
  await page.waitForURL(/\/file$/);
  assert.equal(await page.locator("main .visit").count(), 0, "the sheet for the visit is the inspector's");
  const own = new URL(page.url()).pathname;
  await open("/compliance/calendar");
  assert.match(await page.locator("main").innerText(), /到期/);
  const refused = await page.request.get("/compliance");
  assert.equal(refused.status(), 403);
  const lost = await page.request.get(own.replace(/[0-9a-f]{4}\/file$/, "0000/file"));
  assert.equal(lost.status(), 404);
});

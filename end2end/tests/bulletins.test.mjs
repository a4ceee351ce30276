// The bulletin: an inspector drafts, edits and issues it; a leader reads it, opens a number and takes the document away.
import assert from "node:assert/strict";
import { fill, primary } from "../lib/form.mjs";
import { overflow } from "../lib/inspect.mjs";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";

const number = (text) => Number(text.replaceAll(/[^\d]/g, ""));

journey("an inspector drafts, edits and issues a bulletin, a leader reads it", { size: "tablet" }, async (person) => {
  const { page, open, press, meet } = person;
  await as(page, "inspector");
  await open("/bulletins/new");
  // A month that is not over has no bulletin.
  await fill(page, { kind: "month", year: "2026", month: "11" });
  let answer = await press(primary(page));
  assert.equal(answer.status(), 422);
  await fill(page, { kind: "half", half: "1" });
  answer = await press(primary(page));
  assert.equal(answer.status(), 303);
  await page.waitForURL(/\/bulletins\/[0-9a-f-]{36}/);
  const here = page.url().split("?")[0];
  const said = await page.locator("main .bulletin").innerText();
  assert.match(said, /2026年上半年，全区共发生生产安全事故/);
  assert.match(said, /同比/);
  assert.equal(await overflow(page), 0, "nothing to scroll sideways");

  // A number of one's own is pointed out before issue.
  await open(`${here}/edit`);
  const text = await page.locator('[name="said_zh"]').inputValue();
  await fill(page, { said_zh: `${text}\n下半年重点检查88家企业。`, remarks: "请各镇街抓好落实。" });
  assert.equal((await press(primary(page))).status(), 303);
  assert.match(await page.locator("main").innerText(), /人工写的数字 88家/);
  answer = await press(page.locator("#issue button"));
  assert.equal(answer.status(), 422);
  await page.locator('#issue [name="checked"]').check();
  answer = await press(page.locator("#issue button"));
  assert.equal(answer.status(), 303);
  assert.match(await page.locator("main").innerText(), /与签发时一致/);

  const leader = await meet();
  await as(leader.page, "leader");
  await leader.open("/bulletins?kind=half");
  await leader.page.locator("main tbody th a").first().click();
  await leader.page.waitForURL(/\/bulletins\/[0-9a-f-]{36}/);
  assert.equal(await leader.page.locator("#issue, #correct").count(), 0, "a leader decides nothing");
  const links = await leader.page.locator('main .bulletin a[href*="/records?"]').evaluateAll((all) =>
    all.map((a) => ({ href: a.getAttribute("href"), text: a.textContent.trim() })),
  );
  assert.ok(links.length >= 8, `${links.length} numbers lead to records`);
  const accidents = links.filter(({ href }) => /of=(now|last|prior|to-date)\.incidents$/.test(href));
  for (const { href, text } of accidents.slice(0, 4)) {
    await leader.open(href);
    const shown = await leader.page.locator("main .as-of b").innerText();
    assert.equal(number(shown.split(/[，,]/)[0]), number(text), `${href}: as many records as the number says`);
  }
  for (const end of ["docx", "xlsx"]) {
    const file = await leader.context.request.get(`${here}/bulletin.${end}`);
    assert.equal(file.status(), 200);
    assert.equal((await file.body()).subarray(0, 2).toString(), "PK", end);
  }
});

// A hazard from the gate to its verification; and a list that goes out as a workbook and comes back unchanged.
import assert from "node:assert/strict";
import { fill, held, primary } from "../lib/form.mjs";
import { overflow } from "../lib/inspect.mjs";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";

journey("a major hazard is recorded, completed and put right", { size: "phone" }, async (person) => {
  const { page, open, press } = person;
  await as(page, "rep");
  await open("/hazards/new");
  assert.equal(await overflow(page), 0, "nothing to scroll sideways");
  await fill(page, { found_on: "2026-11-02", place: "抛光车间", level: "major", fund: "x" });
  let answer = await press(primary(page));
  assert.equal(answer.status(), 422);
  assert.deepEqual(await held(page, ["place", "level", "fund"]), { place: "抛光车间", level: "major", fund: "x" });
  for (const field of ["description", "fund"]) {
    assert.ok((await page.locator(`.summary a[href="#${field}"]`).count()) > 0, `the summary leads to ${field}`);
  }

  // Found, and nothing else yet: of the five, five are missing, with the article.
  await fill(page, { description: "除尘系统未设控爆措施", fund: "" });
  answer = await press(primary(page));
  assert.equal(answer.status(), 303);
  await page.waitForURL(/\/hazards\/[0-9a-f-]{36}/);
  assert.equal(await overflow(page), 0, "nothing to scroll sideways");
  const here = page.url().split("?")[0];
  const said = await page.locator("main").innerText();
  assert.match(said, /还缺 5 项/);
  assert.match(said, /第十五条/);
  assert.match(said, /职工代表大会/, "and whom it is told to");

  // The rest is added, then it is put right.
  await open(`${here}/edit`);
  await fill(page, { owner: "刘建国", measure: "停产加装隔爆装置", due_on: "2026-11-04", fund: "46", plan: "专项预案" });
  assert.equal((await press(primary(page))).status(), 303);
  assert.match(await page.locator("main").innerText(), /五项都已落实[^]*逾期 1 天|逾期 1 天[^]*五项都已落实/);
  await open(`${here}/edit`);
  await fill(page, { closed_on: "2026-11-05" });
  assert.equal((await press(primary(page))).status(), 303);
  const closed = await page.locator("main").innerText();
  assert.match(closed, /已整改，晚 1 天/);
  assert.match(closed, /没有写明由谁复查/);
});

journey("a list goes out as a workbook and comes back unchanged", {}, async (person) => {
  const { page, open } = person;
  await as(page, "rep");
  await open("/hazards");
  const rows = await page.locator("main tbody tr").count();
  const href = await page.locator(".export a").getAttribute("href");
  const file = await person.context.request.get(href);
  assert.equal(file.status(), 200);
  await open("/returns/new");
  const buffer = await file.body();
  await page.locator('input[type="file"][name="workbook"]').setInputFiles({ name: "隐患.xlsx", mimeType: "application/octet-stream", buffer });
  await primary(page).click();
  await page.waitForURL(/\/returns\/[0-9a-f-]{36}/);
  for (let i = 0; i < 40 && (await page.locator("nav.sheet-bar").count()) === 0; i += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  const counts = (await page.locator("nav.sheet-bar").innerText()).replaceAll(/\s+/g, " ");
  assert.match(counts, new RegExp(`相同 ?${rows}|${rows} ?行?相同`), counts);
  assert.equal(await page.locator("td.sheet-wrong").count(), 0, "nothing to fix");
});

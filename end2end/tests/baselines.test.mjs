// A record changes after its year was frozen: the correction waits, is decided once, and every version stays readable.
import assert from "node:assert/strict";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";

const text = (page) => page.locator("main").innerText();

journey("an inspector approves what the records say now, and both versions stay", {}, async ({ page, open }) => {
  page.setDefaultTimeout(5_000);
  await as(page, "inspector");
  await open("/baselines");
  assert.match(await text(page), /待决定的更正/);
  await page.getByRole("link", { name: "查看并决定" }).first().click();
  const said = await text(page);
  assert.match(said, /现有记录与本版不符/);
  assert.match(said, /记录已更正/, "which record");
  assert.match(said, /重伤人数 \d+ → \d+/, "from what to what");
  const first = new URL(page.url()).pathname;

  await page.getByLabel("更正理由").fill("");
  await page.getByRole("button", { name: "批准，生成下一版" }).click();
  assert.match(await text(page), /更正理由/, "without a reason the page comes back");
  assert.equal(await page.locator(".summary").count(), 1);
  await page.getByLabel("更正理由").fill("市局复核，核增重伤 1 人");
  await page.getByRole("button", { name: "批准，生成下一版" }).click();
  const second = new URL(page.url()).pathname;
  assert.notEqual(second, first);
  const next = await text(page);
  assert.match(next, /更正已批准/);
  assert.match(next, /第 2 版/);
  assert.match(next, /市局复核，核增重伤 1 人/);

  await open(first);
  assert.match(await text(page), /此后已由.+更正为第 2 版/);
  await open("/baselines");
  assert.doesNotMatch(await text(page), /待决定的更正/);
  await page.getByRole("link", { name: "2 版对照" }).first().click();
  const beside = await text(page);
  for (const version of ["第 1 版", "第 2 版"]) assert.ok(beside.includes(version), version);
});

journey("a refused correction is kept with its reason", { scripts: [false] }, async ({ page, open }) => {
  await as(page, "inspector");
  await open("/baselines");
  await page.getByRole("link", { name: "查看并决定" }).first().click();
  await page.getByLabel("驳回理由").fill("尚无复核文件");
  await page.getByRole("button", { name: "驳回", exact: true }).click();
  assert.match(await text(page), /驳回：尚无复核文件/);
  await open("/baselines");
  assert.doesNotMatch(await text(page), /待决定的更正/);
});

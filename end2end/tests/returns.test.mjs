// The rep's quarter: a workbook as it is, understood or marked; sent; a receipt.
import assert from "node:assert/strict";
import { csv, primary } from "../lib/form.mjs";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";

const counts = (page) => page.locator("nav.sheet-bar").innerText();

async function upload(person, file) {
  const { page, open } = person;
  await open("/returns/new");
  await page.locator('input[type="file"][name="workbook"]').setInputFiles(file);
  await primary(page).click();
  await page.waitForURL(/\/returns\/[0-9a-f-]{36}/);
  // Reading goes on in the background; the page asks again by itself.
  for (let i = 0; i < 40 && (await page.locator('form[action$="/send"], nav.sheet-bar, .receipt').count()) === 0; i += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
}

journey("a rep files a messy workbook and keeps the receipt", {}, async (person) => {
  const { page, open } = person;
  await as(page, "rep");
  // The workbooks to try are offered on the first page.
  const offer = await page.locator('a[href="/demo/training"]').getAttribute("href");
  const file = await person.context.request.get(offer);
  assert.equal(file.status(), 200);
  await upload(person, { name: "三季度安全培训台账.xlsx", mimeType: "application/octet-stream", buffer: await file.body() });

  const before = await counts(page);
  assert.match(before, /\d/, before);
  // Their own row numbers and column letters, each column with what it was taken for.
  assert.ok((await page.locator("table.sheet thead .sheet-letter").count()) >= 5);
  assert.ok((await page.locator("table.sheet tbody tr").count()) >= 3);

  await primary(page).click();
  await page.waitForURL(/done=sent/);
  const number = await page.locator(".receipt-number").innerText();
  assert.match(number, /^F2026-\d{6}$/);
  const receipt = page.url().split("?")[0];

  // The receipt is found again, the file is kept as it was sent, and the desk says that it was filed.
  await open("/returns");
  await page.getByRole("link", { name: number }).first().click();
  assert.equal(page.url().split("?")[0], receipt);
  const kept = await person.context.request.get(`${receipt}/file`);
  assert.deepEqual(await kept.body(), await file.body());

  // The same file once more changes nothing, and says so.
  await upload(person, { name: "再发一次.xlsx", mimeType: "application/octet-stream", buffer: await file.body() });
  assert.equal(await page.locator('form[action$="/send"]').count(), 0, "nothing to send twice");
  assert.ok((await page.getByText(number).count()) > 0, "the first receipt is named");
});

const LEDGER = ["安全生产培训台账,,,,", "填报单位：本单位,,,填报时间：2026年10月,", "姓名,培训类别,培训内容,培训日期,学时(小时)"];
const GOOD = [...LEDGER, "钱一,新员工,三级安全教育,2026-08-03,24", "钱二,复训,消防演练,2026年9月5日,8", "合计,,,,32"];
const WRONG = [...LEDGER, "钱一,新员工,三级安全教育,2026-08-03,24", "钱二,复训,消防演练,2026-02-30,约8", "合计,,,,32"];

journey("a rep gets it wrong, sees which cells, corrects them and sends", {}, async (person) => {
  const { page } = person;
  await as(page, "rep");

  // Nothing chosen, then something that is no workbook: refused in place.
  await person.open("/returns/new");
  await primary(page).click();
  await page.waitForLoadState();
  await page.locator('.summary:visible, .problem:visible').first().waitFor();
  assert.match(page.url(), /\/returns\/new$/);

  await upload(person, csv("培训台账.csv", WRONG));
  const wrong = page.locator("td.sheet-wrong");
  assert.deepEqual(await wrong.evaluateAll((all) => all.map((td) => td.id)), ["c-D5", "c-E5"]);
  assert.match(await wrong.first().innerText(), /2026-02-30/, "what was written stays in sight");
  assert.ok((await page.locator("aside.problems a").count()) > 0, "each problem leads to its cell");
  await page.locator("main").screenshot(); // the preview can be drawn

  // Two ways on: the good row now, or a corrected file. The rep corrects.
  await upload(person, csv("培训台账（改）.csv", GOOD));
  assert.equal(await page.locator("td.sheet-wrong").count(), 0);
  await primary(page).click();
  await page.waitForURL(/done=sent/);
  assert.match(await page.locator(".receipt-number").innerText(), /^F2026-\d{6}$/);
  const facts = await page.locator(".receipt").innerText();
  assert.match(facts, /2/, facts);
});

journey("good rows can go ahead while wrong ones stay behind", { scripts: [false] }, async (person) => {
  const { page } = person;
  await as(page, "rep");
  await upload(person, csv("培训台账.csv", WRONG));
  await page.locator('form[action$="/send"] button').click();
  await page.waitForURL(/done=sent/);
  const left = await page.locator("main").innerText();
  assert.match(left, /D5/, "the receipt lists what was not taken, by cell");
});

journey("what is no workbook is refused with what to do", { scripts: [true] }, async (person) => {
  const { page } = person;
  await as(page, "rep");
  const files = [
    ["空.xlsx", Buffer.alloc(0)],
    ["假.xlsx", Buffer.from("<html><table><tr><td>1</td></tr></table></html>")],
    ["坏.xlsx", Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(4000, 7)])],
    ["锁.xlsx", Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(4096)])],
  ];
  for (const [name, buffer] of files) {
    await person.open("/returns/new");
    await page.locator('input[name="workbook"]').setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    await primary(page).click();
    await page.waitForFunction(() => document.querySelector(".summary:not([hidden]), .problem, main .notice"));
    assert.equal(await page.locator('form[action$="/send"]').count(), 0, name);
  }
});

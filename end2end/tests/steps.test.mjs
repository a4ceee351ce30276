// From an own ledger to a receipt: asked once about a column, a cell corrected in place, the workbook back with marks.
import assert from "node:assert/strict";
import { csv, primary, upload } from "../lib/form.mjs";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";
import { parts, type } from "../lib/xlsx.mjs";

const OWN = ["安全培训登记", "姓名,培训类别,培训内容,培训日期,所学学时,经办人"];
const quarter = (day) => [...OWN, `赵一,复训,消防演练,${day},8,老周`, `赵二,复训,消防演练,${day},8,老周`];

journey("a column that only could match is asked about once", {}, async (person) => {
  const { page, open } = person;
  await as(page, "rep");
  await upload(person, csv("三季度.csv", quarter("2026-08-03")));
  assert.equal(await page.locator('form[action$="/send"]').count(), 0, "nothing is sent before it is certain");
  assert.equal(await page.locator("tr.sheet-header").count(), 1, "the header is marked in the picture");
  const hours = page.locator('select[name="c-E"]');
  assert.equal(await hours.inputValue(), "", "what is only like it does not stand chosen");
  assert.equal(await hours.locator("xpath=following-sibling::p").count(), 1, "what it could be is offered in words");
  await primary(page).click();
  await page.locator('input[name="without"]').waitFor();
  await hours.selectOption("hours");
  await page.locator('select[name="c-F"]').selectOption("hours");
  await primary(page).click();
  await page.locator("#c-F-problem").waitFor();
  assert.equal(await page.locator('select[name="c-F"]').inputValue(), "hours", "what was chosen is still there");
  await page.locator('select[name="c-F"]').selectOption("");
  await primary(page).click();
  await page.locator('form[action$="/send"]').waitFor();
  await primary(page).click();
  await page.waitForURL(/done=sent/);

  // The next quarter: straight to the preview, and it says why.
  await upload(person, csv("四季度.csv", ["某某公司", ...quarter("2026-10-12")]));
  assert.equal(await page.locator('form[action$="/send"]').count(), 1);
  assert.equal(await page.locator('main a[href="/layouts"]').count(), 1);
  await open("/layouts");
  await page.locator("details.confirm summary").first().click();
  await page.locator('form[action$="/forget"] button').first().click();
  await page.waitForURL(/done=forgotten/);
  await upload(person, csv("又一季.csv", quarter("2026-11-02")));
  assert.equal(await page.locator('select[name="c-E"]').count(), 1, "forgotten: asked again");
});

const LEDGER = ["安全生产培训台账,,,,", "姓名,培训类别,培训内容,培训日期,学时(小时)"];
const WRONG = [...LEDGER, "孙一,新员工,三级安全教育,2026-08-03,24", "孙二,复训,消防演练,2026-02-30,约8"];

journey("wrong cells are corrected in place and sent", {}, async (person) => {
  const { page } = person;
  await as(page, "rep");
  await upload(person, csv("台账.csv", WRONG));
  const wrong = page.locator("td.sheet-wrong");
  assert.equal(await wrong.count(), 2);
  for (const [cell, value] of [["D4", "2026-02-28"], ["E4", "8"]]) {
    const td = page.locator(`#c-${cell}`);
    await td.locator("details.sheet-fix summary").click();
    const [sheet, form] = await Promise.all([page.locator(".sheet-wrap"), td.locator("form")].map((at) => at.boundingBox()));
    assert.ok(form.x >= sheet.x && form.x + form.width <= sheet.x + sheet.width, `${cell}: the form is not cut off`);
    await td.locator('input[name="value"]').fill(value);
    await td.locator("details.sheet-fix button").click();
    await page.locator(`#c-${cell} .sheet-made`).waitFor();
  }
  assert.equal(await wrong.count(), 0);
  // One is taken back, and made again.
  await page.locator("#c-E4 .sheet-made button").click();
  await page.locator("#c-E4.sheet-wrong").waitFor();
  await page.locator("#c-E4 details.sheet-fix summary").click();
  await page.locator('#c-E4 input[name="value"]').fill("8");
  await page.locator("#c-E4 details.sheet-fix button").click();
  await page.locator("#c-E4 .sheet-made").waitFor();
  await primary(page).click();
  await page.waitForURL(/done=sent/);
  const kept = await person.context.request.get(`${page.url().split("?")[0]}/file`);
  assert.match((await kept.body()).toString("utf8"), /约8/, "the file stays as it was sent");
});

journey("the workbook comes back marked, is corrected and sent", {}, async (person) => {
  const { page } = person;
  await as(page, "rep");
  await upload(person, csv("台账.csv", WRONG));
  const link = await page.locator('a[href$="/marked.xlsx"]').first().getAttribute("href");
  const marked = await (await person.context.request.get(link)).body();
  assert.match(parts(marked, /workbook\.xml$/)[0], /怎么改/, "a sheet in front says how");
  assert.equal(parts(marked, /comments\d+\.xml$/)[0].match(/<comment /g).length, 2, "a note on each wrong cell");

  const half = type(marked, "D4", "2026-02-28");
  const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });
  await upload(person, file("台账（标注）.xlsx", half));
  assert.equal(await page.locator("td.sheet-wrong").count(), 1, "the marks are no data, what is wrong stays wrong");
  const again = await page.locator('a[href$="/marked.xlsx"]').first().getAttribute("href");
  const second = await (await person.context.request.get(again)).body();
  assert.equal(parts(second, /comments\d+\.xml$/)[0].match(/<comment /g).length, 1);
  await upload(person, file("台账（改好）.xlsx", type(second, "E4", "8")));
  assert.equal(await page.locator("td.sheet-wrong").count(), 0);
  await primary(page).click();
  await page.waitForURL(/done=sent/);
});

journey("each template says how it is filled in", { scripts: [false] }, async (person) => {
  const { page, open } = person;
  await as(page, "rep");
  await open("/templates");
  const guides = await page.locator('main a[href$="/guide"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(guides.length >= 6, guides.join(" "));
  for (const guide of guides) {
    const answer = await open(guide);
    assert.equal(answer.status(), 200, guide);
    assert.ok((await page.locator("main tbody tr").count()) >= 5, guide);
  }
});

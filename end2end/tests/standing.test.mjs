// A quarter's end from both sides of the counter: nothing happened, accepted, sent back, undone.
import assert from "node:assert/strict";
import { csv, primary } from "../lib/form.mjs";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";

const LEDGER = ["安全生产专题职代会台账", "召开日期,应到人数,实到人数", "2026-09-17,45,31", "2026-10-17,45,40"];

async function send(person, file) {
  const { page, open } = person;
  await open("/returns/new");
  await page.locator('input[type="file"][name="workbook"]').setInputFiles(file);
  await primary(page).click();
  await page.waitForURL(/\/returns\/[0-9a-f-]{36}/);
  for (let i = 0; i < 40 && (await page.locator('form[action$="/send"]').count()) === 0; i += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  await page.locator('form[action$="/send"] button').click();
  await page.waitForURL(/done=sent/);
  return page.url().split("?")[0];
}

journey("a rep says that nothing happened, and takes it back", {}, async (person) => {
  const { page, open } = person;
  await as(page, "rep");
  const cards = page.locator("li.card").filter({ has: page.locator('form[action="/returns/nil"]') });
  const before = await cards.count();
  assert.ok(before > 0, "something can be nil");
  // Whichever of them holds no record yet.
  let done = false;
  for (let i = 0; i < before && !done; i += 1) {
    await open("/");
    await cards.nth(i).locator('form[action="/returns/nil"] button').click();
    await page.waitForLoadState();
    done = page.url().includes("done=nil");
  }
  assert.ok(done, "one of them was lawful");
  assert.match(await page.locator(".receipt-number").innerText(), /^F2026-\d{6}$/);
  const receipt = page.url().split("?")[0];
  await open("/");
  assert.equal(await cards.count(), before - 1, "its card asks no more");

  await open(receipt);
  await page.locator("details.confirm summary").click();
  await page.locator('form[action$="/undo"] button').click();
  await page.waitForURL(/done=undone/);
  await open("/");
  assert.equal(await cards.count(), before, "it is due again");
});

journey("sent back with a remark on a cell, accepted, undone with a reason", {}, async (person) => {
  const { page, meet } = person;
  await as(page, "rep");
  const receipt = await send(person, csv("职代会.csv", LEDGER));

  const inspector = await meet();
  await as(inspector.page, "inspector");
  await inspector.open("/returns/review");
  assert.ok((await inspector.page.locator(`a[href="${new URL(receipt).pathname}"]`).count()) > 0, "it waits in the list");
  await inspector.open(receipt);
  await inspector.page.locator("details.more summary", { hasText: "退回" }).click();
  await inspector.page.locator('textarea[name="notes"]').fill("A3 日期请核对\n请补签字");
  await inspector.page.locator('form:has(textarea[name="notes"]) button').click();
  await inspector.page.waitForURL(/done=returned/);

  await page.goto(receipt);
  const said = await page.locator("main").innerText();
  assert.match(said, /A3/);
  assert.match(said, /日期请核对/);
  await person.open("/");
  assert.ok((await page.locator("li.card-late").getByText("看退回意见").count()) > 0, "the card says what to do");

  await inspector.page.locator('form:has(input[value="accept"]) button').click();
  await inspector.page.waitForURL(/done=accepted/);
  await page.goto(receipt);
  assert.equal(await page.locator('form[action$="/undo"]').count(), 0, "the sender cannot undo what was accepted");

  await inspector.page.locator("details.confirm summary").click();
  await inspector.page.locator('input[name="reason"]').fill("报错了单位");
  await inspector.page.locator('form[action$="/undo"] button').click();
  await inspector.page.waitForURL(/done=undone/);
  await person.open("/congress");
  assert.doesNotMatch(await page.locator("main").innerText(), /2026-10-17|2026年10月17日/, "what it brought is gone");
  await page.goto(receipt);
  assert.match(await page.locator("main").innerText(), /报错了单位/);
});

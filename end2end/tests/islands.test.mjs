// What the few scripts add: an enterprise offered while one types, the grade and the quorum worked out meanwhile. The pages
// do without; the other journeys go there with scripts off.
import assert from "node:assert/strict";
import { fill, primary } from "../lib/form.mjs";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";

journey("the form offers enterprises and works out the grade while one types", { scripts: [true] }, async (person) => {
  const { page, open, press } = person;
  await as(page, "inspector");
  await open("/enterprises");
  const names = await page.locator("main tbody th a").allInnerTexts();
  await open("/incidents/new");

  const field = page.locator("#enterprise");
  assert.equal(await field.getAttribute("role"), "combobox");
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  await field.pressSequentially(names[0].slice(0, 4), { delay: 20 });
  const offers = page.locator('#enterprise-list [role="option"]');
  await offers.first().waitFor();
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  await field.press("ArrowDown");
  const active = await field.getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
  await field.press("Enter");
  assert.match(await field.inputValue(), /[0-9A-Z]{18}$/, "the code stands in the field");
  assert.equal(await page.locator("#enterprise-list").isVisible(), false);
  assert.equal(new URL(page.url()).pathname, "/incidents/new", "enter chose and did not send");
  // By pointer, and given up with escape.
  await field.fill("");
  await field.pressSequentially(names[1].slice(0, 4), { delay: 20 });
  await offers.first().waitFor();
  await field.press("Escape");
  assert.equal(await page.locator("#enterprise-list").isVisible(), false);
  await field.pressSequentially(names[1].slice(4, 6), { delay: 20 });
  await offers.first().waitFor();
  const chosen = (await offers.first().innerText()).split("\n")[0].trim();
  await offers.first().click();
  assert.ok((await field.inputValue()).startsWith(chosen));

  const hint = page.locator("output.notice");
  await fill(page, { occurred_at: "2026-11-04T09:20", deaths: "3" });
  await page.waitForFunction(() => /较大事故/.test(document.querySelector("output.notice").textContent));
  assert.equal(await hint.isVisible(), true);
  await fill(page, { deaths: "1", serious: "0", loss: "5", informed_at: "2026-11-04T09:30" });
  await page.waitForFunction(() => /一般事故/.test(document.querySelector("output.notice").textContent));
  assert.match(await hint.innerText(), /死亡 1 人[^]*10:30/, "and by when it is to be reported");
  assert.equal((await press(primary(page))).status(), 303);
  const said = await page.locator("main").innerText();
  assert.ok(said.includes(chosen), "recorded for the one that was chosen");
});

journey("quorum and majority are added up while one types", { scripts: [true] }, async (person) => {
  const { page, open } = person;
  await as(page, "rep");
  await open("/congress/new");
  const hint = page.locator("output.notice");
  assert.equal(await hint.isVisible(), false, "nothing to say of an empty form");
  await fill(page, { delegates_total: "45", delegates_present: "29" });
  await hint.waitFor();
  const short = await hint.innerText();
  assert.match(short, /29[^]*30|30[^]*29/, "29 of 45, 30 needed");
  await fill(page, { delegates_present: "31", votes_yes: "23" });
  await page.waitForFunction((before) => document.querySelector("output.notice").innerText !== before, short);
  assert.match(await hint.innerText(), /31[^]*\n[^]*23/, "a line for the quorum, a line for the majority");
  await fill(page, { delegates_total: "" });
  await hint.waitFor({ state: "hidden" });
});

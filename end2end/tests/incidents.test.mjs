// The inspector at the gate: a phone, few facts, the grade worked out, the rest later.
import assert from "node:assert/strict";
import { fill, held, primary } from "../lib/form.mjs";
import { journey } from "../lib/journey.mjs";
import { overflow } from "../lib/inspect.mjs";
import { as } from "../lib/people.mjs";

journey("an inspector records an incident on a phone", { size: "phone" }, async (person) => {
  const { page, open, press } = person;
  await as(page, "inspector");
  await open("/enterprises");
  const enterprise = (await page.locator("main tbody th a, main tbody td a").first().innerText()).trim();

  await open("/incidents/new");
  assert.equal(await overflow(page), 0, "nothing to scroll sideways");
  // Too little: refused, everything kept, each problem beside its field and in the summary.
  await fill(page, { enterprise, place: "二号车间门口", deaths: "1.5" });
  let answer = await press(primary(page));
  assert.equal(answer.status(), 422);
  assert.equal(new URL(page.url()).pathname, "/incidents/new");
  assert.deepEqual(await held(page, ["enterprise", "place", "deaths"]), { enterprise, place: "二号车间门口", deaths: "1.5" });
  const summary = page.locator(".summary");
  await summary.waitFor();
  for (const field of ["occurred_at", "deaths"]) {
    assert.equal(await page.locator(`[name="${field}"]`).first().getAttribute("aria-invalid"), "true", field);
    assert.ok((await summary.locator(`a[href="#${field}"]`).count()) > 0, `the summary leads to ${field}`);
  }

  // One death, and what else is not known yet: a grade that says it is provisional.
  await fill(page, { occurred_at: "2026-11-04 09:20", deaths: "1" });
  answer = await press(primary(page));
  assert.equal(answer.status(), 303);
  await page.waitForURL(/\/incidents\/[0-9a-f-]{36}/);
  assert.equal(await overflow(page), 0, "nothing to scroll sideways");
  const said = await page.locator("main").innerText();
  assert.match(said, /一般事故/);
  assert.match(said, /第三条/, "with the article");
  assert.match(said, /二号车间门口/);

  // A serious injury more, and the loss: corrected, with history.
  await page.goto(`${page.url().split("?")[0]}/edit`);
  await fill(page, { deaths: "3", serious: "0", loss: "120.5" });
  answer = await press(primary(page));
  assert.equal(answer.status(), 303);
  const corrected = await page.locator("main").innerText();
  assert.match(corrected, /较大事故/, "three deaths are a larger accident");
  assert.match(corrected, /1[^]*3/, "the history shows from what to what");
});

journey("two people correct one incident: the second sees what the first wrote", { scripts: [false] }, async ({ meet }) => {
  const first = await meet();
  await as(first.page, "inspector");
  await first.open("/incidents");
  const link = await first.page.locator('main tbody a[href^="/incidents/"]').first().getAttribute("href");
  const second = await meet();
  await as(second.page, "inspector");
  await first.open(`${link}/edit`);
  await second.open(`${link}/edit`);
  await fill(first.page, { place: "东门仓库" });
  assert.equal((await first.press(primary(first.page))).status(), 303);
  await fill(second.page, { place: "西门仓库" });
  const answer = await second.press(primary(second.page));
  assert.equal(answer.status(), 409);
  assert.equal((await held(second.page, ["place"])).place, "西门仓库", "what was typed is kept");
  assert.match(await second.page.locator("main").innerText(), /东门仓库/, "what is stored is shown");
});

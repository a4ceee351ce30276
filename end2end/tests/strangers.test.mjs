// People who should not get in, and do not.
import assert from "node:assert/strict";
import { fill, primary } from "../lib/form.mjs";
import { journey } from "../lib/journey.mjs";
import { as } from "../lib/people.mjs";

journey("a stranger is sent to the sign-in page and a guessed password is refused", {}, async ({ page, open, press, context }) => {
  for (const path of ["/trends", "/returns", "/enterprises", "/incidents/new", "/accounts"]) {
    const answer = await open(path);
    assert.equal(new URL(page.url()).pathname, "/sign-in", path);
    assert.equal(answer.status(), 200);
  }
  await fill(page, { login: "leader", password: "guess-8361" });
  const answer = await press(page.locator("form button.button-primary").first());
  assert.equal(answer.status(), 422);
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  assert.doesNotMatch(page.url(), /guess|leader/, "nothing of it in the address");
  assert.equal(await page.locator('[name="login"]').inputValue(), "leader");
  assert.equal(await page.locator('[name="password"]').inputValue(), "", "a password is not sent back");
  assert.equal((await context.cookies()).filter((c) => c.name.endsWith("sid")).length, 0);
});

journey("a set-up code that is not ours opens nothing", { scripts: [false] }, async ({ page, open, press, program }) => {
  await open("/set-up");
  if ((await page.locator('[name="code"]').count()) > 0) {
    await fill(page, { code: "aaaaa-bbbbb-ccccc-ddddd", login: "intruder", name: "某人", password: "long enough to be one" });
    const answer = await press(primary(page));
    assert.ok([403, 404, 422].includes(answer.status()), String(answer.status()));
  }
  await open("/accounts");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  assert.doesNotMatch(program.log(), /long enough to be one/);
});

journey("a rep finds nothing of other enterprises", { scripts: [false] }, async ({ page, meet }) => {
  const inspector = await meet();
  await as(inspector.page, "inspector");
  await as(page, "rep");
  await page.goto("/incidents");
  const own = new Set(await page.locator('main a[href^="/incidents/"]').evaluateAll((all) => all.map((a) => a.getAttribute("href"))));
  for (const list of ["/incidents", "/congress", "/training", "/enterprises"]) {
    await inspector.page.goto(list);
    const links = await inspector.page.locator(`main tbody a[href^="${list}/"]`).evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    const foreign = [];
    for (const link of links.filter((l) => !own.has(l)).slice(0, 12)) {
      const answer = await page.goto(link);
      if (answer.status() === 404) foreign.push(link);
      else assert.equal(answer.status(), 200, link);
    }
    assert.ok(foreign.length > 0, `${list}: objects of others are not there for a rep`);
  }
  for (const path of ["/trends", "/baselines", "/accounts"]) {
    assert.ok([403, 404].includes((await page.goto(path)).status()), path);
  }
});

journey("signing out ends it, also for the page one goes back to", {}, async ({ page, open }) => {
  await as(page, "rep");
  await open("/returns");
  await page.locator('form[action="/sign-out"] button').first().evaluate((button) => button.form.requestSubmit(button));
  await page.waitForURL(/\/sign-in/);
  await page.goBack().catch(() => {});
  await open("/returns");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
});

journey("an account that is disabled is out with its next step", { scripts: [false] }, async ({ meet, program }) => {
  const admin = await meet();
  const leader = await meet();
  await as(leader.page, "leader");
  await leader.open("/trends");
  await as(admin.page, "admin");
  await admin.open("/accounts");
  await admin.page.locator("main tbody tr", { hasText: "demo.leader" }).locator("a").first().click();
  const disable = admin.page.locator('form:has(input[value="disable"]) button, button[value="disable"]').first();
  await disable.evaluate((button) => button.form.requestSubmit(button));
  await admin.page.waitForURL(/done=/);
  await leader.open("/trends");
  assert.equal(new URL(leader.page.url()).pathname, "/sign-in");
  assert.doesNotMatch(program.log(), /panicked/);
});

journey("what people write is shown, never run", { scripts: [true] }, async ({ page, open, press, complaints }) => {
  const evil = `"><img src=x onerror=alert(1)><script>alert(2)</script>'{{7*7}}`;
  let dialogs = 0;
  page.on("dialog", (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  await as(page, "rep");
  await open("/incidents/new");
  await fill(page, { occurred_at: "2026-10-01 08:00", place: evil, deaths: "0", serious: "0", brief: evil });
  assert.equal((await press(primary(page))).status(), 303);
  assert.ok((await page.getByText(evil).count()) > 0, "as it was written");
  await open(`/incidents?q=${encodeURIComponent(evil)}`);
  await open(`/enterprises?q=${encodeURIComponent(evil)}`);
  assert.equal(dialogs, 0);
  assert.deepEqual(complaints, []);
});

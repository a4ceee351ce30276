// Filling forms by the names of their fields, as a person fills them: whatever kind of field it is.
export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`form.form [name="${name}"], main form [name="${name}"]`).first();
    const kind = await field.evaluate((el) => (el.tagName === "SELECT" ? "select" : el.type));
    if (kind === "select") await field.selectOption(value);
    else if (kind === "radio") await page.locator(`[name="${name}"][value="${value}"]`).check();
    else if (kind === "checkbox") await field.setChecked(value);
    else await field.fill(String(value));
  }
}

// What the fields hold now.
export async function held(page, names) {
  const found = {};
  for (const name of names) {
    const field = page.locator(`main form [name="${name}"]`).first();
    const radio = (await field.getAttribute("type")) === "radio";
    found[name] = radio ? await page.locator(`[name="${name}"]:checked`).getAttribute("value") : await field.inputValue();
  }
  return found;
}

export const primary = (page) => page.locator("main .button-primary").first();

// A small CSV workbook, as office programs save it for Chinese readers.
export const csv = (name, lines) => ({ name, mimeType: "text/csv", buffer: Buffer.from(`\ufeff${lines.join("\r\n")}\r\n`, "utf8") });

// What a return's page shows once its workbook is read.
const settled = 'form[action$="/send"], form[action$="/columns"], form[action$="/sheets"], nav.sheet-bar, .receipt, main .notice-late';

// Uploads a workbook and waits until it is read.
export async function upload(person, file) {
  const { page, open } = person;
  await open("/returns/new");
  await page.locator('input[type="file"][name="workbook"]').setInputFiles(file);
  await primary(page).click();
  await page.waitForURL(/\/returns\/[0-9a-f-]{36}/);
  for (let i = 0; i < 40 && (await page.locator(settled).count()) === 0; i += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
}

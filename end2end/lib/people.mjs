// The people of the demonstration, as its sign-in page lists them.

// Signs in as somebody: `as(page, "rep")` takes the first person of that role, `as(page, "rep", 1)` the second.
export async function as(page, role, which = 0) {
  await page.goto("/sign-in");
  await page.locator(`button.person[data-role="${role}"]`).nth(which).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

export const ROLES = ["rep", "inspector", "leader", "admin"];

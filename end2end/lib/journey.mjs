// A journey is a test in a browser, on a district of its own, with JavaScript on and off. Whatever the browser complains
// about (console errors, uncaught exceptions, broken policies, missing files, answers of 500 and more) fails it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, visitor as anyVisitor } from "./browser.mjs";
import { serve } from "./program.mjs";

// Pictures of journeys that failed, wherever the journeys were started from; git knows none of them.
const pictures = fileURLToPath(new URL("../out/", import.meta.url));

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

// Somebody in this file's browser.
export const visitor = (settings) => anyVisitor({ browser, ...settings });

// Registers the journey, once with JavaScript and once without (`scripts: [true]` or `[false]` for one of the two).
export function journey(name, { scripts = [true, false], ...settings }, walk) {
  for (const js of scripts) {
    test(`${name} · JavaScript ${js ? "on" : "off"}`, { timeout: 300_000 }, async (t) => {
      const program = await serve();
      const people = [];
      const meet = async (more = {}) => {
        const person = await visitor({ base: program.base, js, ...settings, ...more });
        people.push(person);
        return person;
      };
      try {
        await walk({ t, program, meet, js, ...(await meet()) });
        for (const person of people) assert.deepEqual(person.complaints, [], "the browser has nothing to complain about");
        assert.doesNotMatch(program.log(), /panicked|\bERROR\b/, "the program reports no fault");
      } catch (error) {
        for (const [i, person] of people.entries()) {
          const picture = `${pictures}${name.replaceAll(/\W+/g, "-")}-${js ? "on" : "off"}-${i}.png`;
          await person.page.screenshot({ path: picture, fullPage: true }).catch(() => {});
        }
        throw error;
      } finally {
        for (const person of people) await person.close();
        await program.stop();
      }
    });
  }
}

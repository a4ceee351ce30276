// What is wrong with a page, as lists of sentences; empty lists are good.
import axe from "axe-core";
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // How a renderer writes its HTML is not the reader's concern.
    "void-style": "off",
    // A button in a form sends it: that is what it is for.
    "no-implicit-button-type": "off",
    "no-trailing-whitespace": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "no-inline-style": "error",
    // Lists and table wrappers may have names; a scrolling region is a <div> by its looks; boxes of one question share a name.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    "prefer-native-element": ["error", { exclude: ["region", "listbox"] }],
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit", "reset"] }],
    "long-title": "off",
    // The placeholders of islands.
    "no-unknown-elements": ["error", { exclude: ["leptos-island", "leptos-children"] }],
  },
});

// Invalid HTML as it was served, but for the renderer's own marks: empty comments, and its (empty) data after the end.
export async function invalid(html) {
  const plain = html.replaceAll("<!>", "").replace(/<\/html>[^]*$/, "</html>");
  const report = await validator.validateString(plain);
  const at = (m) => plain.split("\n")[m.line - 1]?.slice(Math.max(0, m.column - 40), m.column + 60);
  return report.results.flatMap((r) => r.messages.map((m) => `${m.ruleId}: ${m.message} at ${at(m)}`));
}

// What axe finds in the page as it stands (WCAG 2.2 AA and best practice).
export async function barriers(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`);
}

// How many pixels the page is wider than its window.
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

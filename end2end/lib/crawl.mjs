// Finds the pages somebody can reach by links, a few of each kind.
const SAME_KIND = 2; // two enterprises are as good as two hundred
const VARIANTS = 3; // of one page by its query: a filter, an order, a page number

export const kindOf = (path) =>
  path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replaceAll(/\/(\d+)(?=\/|$)/g, "/{n}");

const isFile = (path) => /\.(xlsx|xls|csv|zip|docx|svg|png)$/.test(path) || /\/(file|marked)$/.test(path) || (path.startsWith("/templates/") && !path.endsWith("/guide")) || path.startsWith("/demo/");

// Walks from `starts` and calls `see(address, answer)` on each page. Answers the files linked to and the kinds of pages seen.
export async function crawl(page, open, see, starts = ["/"]) {
  const queue = [...starts];
  const known = new Set(queue);
  const kinds = new Map();
  const variants = new Map();
  const files = new Map();
  while (queue.length > 0) {
    const address = queue.shift();
    const answer = await open(address);
    const html = await answer.text().catch(() => "");
    await see(address, answer, html);
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((a) => new URL(a.getAttribute("href"), document.baseURI).href));
    for (const link of links) {
      const url = new URL(link);
      if (url.origin !== new URL(page.url()).origin) continue;
      const next = url.pathname + url.search;
      const kind = kindOf(url.pathname);
      if (isFile(url.pathname)) {
        if (!files.has(kind)) files.set(kind, next);
        continue;
      }
      if (known.has(next)) continue;
      const keys = [...url.searchParams.keys()].sort().join(",");
      const count = url.search ? (variants.get(kind) ?? new Set()) : (kinds.get(kind) ?? new Set());
      const full = url.search ? count.size >= VARIANTS || count.has(keys) : count.size >= SAME_KIND;
      if (full) continue;
      count.add(url.search ? keys : next);
      (url.search ? variants : kinds).set(kind, count);
      known.add(next);
      queue.push(next);
    }
  }
  return { kinds: new Set([...known].map((a) => kindOf(a.split("?")[0]))), files };
}

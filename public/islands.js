// Wakes the islands of a page, and loads nothing on a page that has none.
// Does in the same order what leptos 0.8.23 does (src/hydration/island_script.js there): look again when leptos is updated.
// The page names the files: <script defer src="/pkg/islands.….js" data-js="/pkg/cuan.….js" data-wasm="/pkg/cuan.….wasm">
(({ js, wasm }) => {
  const state = document.documentElement.dataset;
  const parents = []; // the hydration callbacks of the <leptos-children> around the node at hand, innermost last
  async function wake(node, glue) {
    const kind = node.tagName.toLowerCase();
    if (kind === "leptos-island") {
      if (!glue[node.dataset.component]) throw new Error(`no island ${node.dataset.component}`);
      parents[parents.length - 1]?.();
      await glue[node.dataset.component](node);
    }
    if (kind === "leptos-children") parents.push(node.$$on_hydrate);
    for (const child of node.children) await wake(child, glue);
    if (kind === "leptos-children") parents.pop();
  }
  if (!document.querySelector("leptos-island")) return;
  import(js)
    .then(async (glue) => {
      await glue.default({ module_or_path: wasm });
      glue.hydrate();
      await wake(document.body, glue);
      state.islands = "ready";
    })
    .catch((problem) => {
      state.islands = "failed"; // the page works without
      console.error(problem);
    });
})(document.currentScript.dataset);

// Keys, for those who prefer them: `/` goes to the search field, `j` and `k` to the next and the last marked cell of a
// preview, the arrows walk the points of a chart, `?` shows this list. Everything they do can be done without them.
(() => {
  const marked = ".sheet-wrong, .sheet-doubt";
  const step = (cells, by) => {
    const at = cells.indexOf(document.activeElement);
    // Past the last one of this page, the next problem may be on another page.
    const onward = document.querySelector(by > 0 ? "a[data-next-problem]" : "a[data-last-problem]");
    if (onward && (cells.length === 0 || at === (by > 0 ? cells.length - 1 : 0))) {
      window.location.assign(onward.href);
      return;
    }
    if (cells.length === 0) return;
    const next = at < 0 ? (by > 0 ? 0 : cells.length - 1) : (at + by + cells.length) % cells.length;
    cells[next].focus({ preventScroll: true });
    cells[next].scrollIntoView({ block: "center", inline: "center" });
  };
  // A chart is one stop of the Tab key; inside, the arrows walk its points, Home and End go to the first and the last.
  const ways = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  const walk = (event) => {
    const by = ways[event.key];
    const chart = event.target.closest("svg[data-points]");
    if (by === undefined || !chart || event.ctrlKey || event.metaKey || event.altKey) return false;
    const points = [...chart.querySelectorAll(".c-point")];
    const at = points.indexOf(event.target.closest(".c-point"));
    const next = points[Math.min(points.length - 1, Math.max(0, at + by))];
    event.preventDefault();
    points.forEach((point) => point.setAttribute("tabindex", point === next ? "0" : "-1"));
    next.focus({ preventScroll: true });
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (walk(event)) return;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "?") {
      const list = document.getElementById("keys");
      if (list && list.showModal && !list.open) list.showModal();
    } else if (event.key === "j" || event.key === "k") {
      const cells = [...document.querySelectorAll(marked)];
      step(cells, event.key === "j" ? 1 : -1);
    }
  });
})();

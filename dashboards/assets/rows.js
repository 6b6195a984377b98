// A click or Enter anywhere in a row of a table opens what the row's first link leads to; and every table names its parts.
(() => {
  if (window.workbenchRows) return;
  window.workbenchRows = () => name(document);
  const opened = (event) => {
    const path = event.composedPath().filter((part) => part instanceof Element);
    const row = path.find((part) => part.classList.contains("tabulator-row"));
    const own = path.some((part) => part.matches("a, button, input, select, summary"));
    return own || String(getSelection()) ? null : row?.querySelector("a[href]");
  };
  const follow = (event) => { const link = opened(event); if (link) location.assign(link.href); };
  // The grid names itself a grid but not its parts; without these a screen reader finds children that no grid may have.
  const parts = { ".tabulator-header": "rowgroup", ".tabulator-tableholder": "rowgroup", ".tabulator-footer": "rowgroup",
    ".tabulator-footer-contents": "row", ".tabulator-paginator": "gridcell", ".tabulator-table": "presentation" };
  const name = (root) => {
    for (const grid of root.querySelectorAll(".tabulator")) {
      for (const [part, role] of Object.entries(parts)) for (const found of grid.querySelectorAll(part)) found.setAttribute("role", role);
    }
    for (const host of root.querySelectorAll("*")) if (host.shadowRoot) name(host.shadowRoot);
  };
  setInterval(() => { if (!document.hidden) name(document); }, 2000);
  document.addEventListener("click", follow);
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") follow(event); });
})();

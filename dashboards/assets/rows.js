// A click or Enter anywhere in a row of a table opens what the row's first link leads to.
(() => {
  if (window.workbenchRows) return;
  window.workbenchRows = true;
  const opened = (event) => {
    const path = event.composedPath().filter((part) => part instanceof Element);
    const row = path.find((part) => part.classList.contains("tabulator-row"));
    const own = path.some((part) => part.matches("a, button, input, select, summary"));
    return own || String(getSelection()) ? null : row?.querySelector("a[href]");
  };
  const follow = (event) => { const link = opened(event); if (link) location.assign(link.href); };
  document.addEventListener("click", follow);
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") follow(event); });
})();

// What is filtered stays across pages: a link that is followed takes the filters of the address the browser shows along.
(() => {
  if (window.workbenchFilters) return;
  window.workbenchFilters = true;
  const names = ["job", "channel", "period", "from", "until", "location"];
  const carry = (event) => {
    const link = event.composedPath().find((part) => part instanceof HTMLAnchorElement && part.href);
    if (!link || "asIs" in link.dataset || link.origin !== location.origin || link.hasAttribute("download")) return;
    const to = new URL(link.href), here = new URLSearchParams(location.search);
    if (to.pathname.includes("/recording/") || to.pathname === location.pathname) return;
    for (const name of names) if (here.get(name) && !to.searchParams.has(name)) to.searchParams.set(name, here.get(name));
    link.href = to.href;
  };
  document.addEventListener("click", carry, true);
  document.addEventListener("auxclick", carry, true);
})();

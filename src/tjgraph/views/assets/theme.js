/** Light or dark: what the reader chose last, else what the system says. Runs in the head, before anything is drawn. */
{
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const kept = () => {
    try {
      return localStorage.getItem("tjgraph-theme");
    } catch {
      return null; // a sandboxed frame has no storage
    }
  };
  const follow = () => (root.dataset.theme = kept() ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", follow);
  root.addEventListener("theme", ({ detail }) => {
    try {
      if (detail === (dark.matches ? "dark" : "light")) localStorage.removeItem("tjgraph-theme");
      else localStorage.setItem("tjgraph-theme", detail);
    } catch {
      // it holds until the page is closed
    }
    root.dataset.theme = detail;
  });
  follow();
}

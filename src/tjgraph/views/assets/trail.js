/**
 * The reader's steps, kept in the browser's own history: each state has an address, and Back undoes the last step.
 * With an address goes where the reader looked, which is no part of what a link says. `restore(address, view or null)`
 * is called when the browser goes to a step, or the reader changes the address by hand.
 */
function createTrail(restore) {
  const [page] = location.href.split("#");
  const depth = () => history.state?.depth ?? 0;
  /** What stands after `#`, as it is written. */
  const address = () => location.href.split("#").slice(1).join("#");

  addEventListener("popstate", ({ state }) => restore(address(), state?.view ?? null));
  return {
    address,
    depth,
    step(next, view) {
      history.replaceState({ depth: depth(), view }, "");
      history.pushState({ depth: depth() + 1, view: null }, "", next ? `${page}#${next}` : page);
    },
    back: () => history.back(),
  };
}

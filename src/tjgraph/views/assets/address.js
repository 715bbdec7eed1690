/**
 * The state of the page as the part of its address after `#`, and back, so that a link opens what its sender saw.
 *
 * state: {chosen: {node}|{edge}|null, focus: id|null, path: {from, to}|null (each an id or null), filters: {facet: Set}}
 * Things and relations are written by their keys (`park/南港工业区`), which stay when the graph is built again.
 */
function createAddress(model) {
  const facets = { types: "type", relations: "relation", statuses: "status", years: "year" };
  const blank = () => ({
    chosen: null,
    focus: null,
    path: null,
    filters: Object.fromEntries(Object.keys(facets).map((name) => [name, new Set()])),
  });
  /** What the page shows with nothing after `#`. */
  const home = () => {
    const focus = model.facts.focus;
    return { ...blank(), focus, chosen: focus && { node: focus } };
  };

  function params(state) {
    const said = new URLSearchParams();
    if (state.focus) said.set("focus", model.node(state.focus).key);
    if (state.chosen?.node) said.set("node", model.node(state.chosen.node).key);
    if (state.chosen?.edge) said.set("edge", model.edge(state.chosen.edge).key);
    if (state.path)
      for (const end of ["from", "to"]) said.set(end, state.path[end] ? model.node(state.path[end]).key : "");
    for (const [facet, name] of Object.entries(facets))
      for (const value of state.filters[facet]) said.append(name, String(value));
    return said.toString().replaceAll("%2F", "/");
  }

  function write(state) {
    const said = params(state);
    if (said === params(home())) return "";
    return said || "all=1";
  }

  /** The state that `hash` (without `#`) asks for, and `missing`: what it names that is not on this page. */
  function read(hash) {
    if (!hash) return { state: home(), missing: [] };
    const said = new URLSearchParams(hash);
    const missing = [];
    const find = (name, byKey) => {
      const key = said.get(name);
      if (key && !byKey(key)) missing.push(key);
      return (key && byKey(key)?.id) || null;
    };
    const [node, edge] = [find("node", model.nodeByKey), find("edge", model.edgeByKey)];
    const state = {
      ...blank(),
      focus: find("focus", model.nodeByKey),
      chosen: node ? { node } : edge ? { edge } : null,
    };
    if (said.has("from") || said.has("to")) {
      state.path = { from: find("from", model.nodeByKey), to: find("to", model.nodeByKey) };
      state.chosen = null;
    }
    for (const [facet, name] of Object.entries(facets)) {
      const known = new Map(model.facts[facet].map((value) => [String(value.name), value.name]));
      for (const value of said.getAll(name))
        known.has(value) ? state.filters[facet].add(known.get(value)) : missing.push(value);
    }
    return { state, missing };
  }

  return { write, read, blank };
}

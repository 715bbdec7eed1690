/**
 * The state of the page as the part of its address after `#`, and back, so that a link opens what its sender saw.
 *
 * state: {chosen: {node}|{edge}|null, focus: id|null, opened: [id…] (what of the surroundings was opened further, in
 *         order, a thing again where more of its neighbours were brought), path: {from, to}|null (each an id or null),
 *         filters: {facet: Set}}
 * Things and relations are written by their keys (`park/南港工业区`), which stay when the graph is built again.
 */
class Address {
  static #facets = { types: "type", relations: "relation", statuses: "status", years: "year" };
  #model;

  constructor(model) {
    this.#model = model;
  }

  /** The whole map with nothing chosen. */
  blank() {
    const filters = Object.fromEntries(Object.keys(Address.#facets).map((name) => [name, new Set()]));
    return { chosen: null, focus: null, opened: [], path: null, filters };
  }

  /** What the page shows with nothing after `#`. */
  #home() {
    const { focus } = this.#model.facts;
    return { ...this.blank(), focus, chosen: focus && { node: focus } };
  }

  #params({ focus, opened, chosen, path, filters }) {
    const said = new URLSearchParams();
    const key = (id) => this.#model.node(id).key;
    if (focus) said.set("focus", key(focus));
    for (const id of opened) said.append("open", key(id));
    if (chosen?.node) said.set("node", key(chosen.node));
    if (chosen?.edge) said.set("edge", this.#model.edge(chosen.edge).key);
    if (path) for (const end of ["from", "to"]) said.set(end, path[end] ? key(path[end]) : "");
    for (const [facet, name] of Object.entries(Address.#facets))
      for (const value of filters[facet]) said.append(name, String(value));
    return said.toString().replaceAll("%2F", "/");
  }

  write(state) {
    const said = this.#params(state);
    return said === this.#params(this.#home()) ? "" : said || "all=1";
  }

  /** The state that `hash` (without `#`) asks for, and `missing`: what it names that is not on this page. */
  read(hash) {
    if (!hash) return { state: this.#home(), missing: [] };
    const said = new URLSearchParams(hash);
    const missing = [];
    const find = (key, byKey) => {
      if (key && !byKey(key)) missing.push(key);
      return (key && byKey(key)?.id) || null;
    };
    const thing = (name) => find(said.get(name), this.#model.nodeByKey);
    const [node, edge] = [thing("node"), find(said.get("edge"), this.#model.edgeByKey)];
    const state = { ...this.blank(), focus: thing("focus"), chosen: node ? { node } : edge ? { edge } : null };
    if (state.focus)
      state.opened = said
        .getAll("open")
        .map((key) => find(key, this.#model.nodeByKey))
        .filter(Boolean);
    if (said.has("from") || said.has("to")) {
      state.path = { from: thing("from"), to: thing("to") };
      state.chosen = null;
    }
    this.#readFilters(said, state.filters, missing);
    return { state, missing };
  }

  #readFilters(said, filters, missing) {
    for (const [facet, name] of Object.entries(Address.#facets)) {
      const known = new Map(this.#model.facts[facet].map((value) => [String(value.name), value.name]));
      for (const value of said.getAll(name))
        known.has(value) ? filters[facet].add(known.get(value)) : missing.push(value);
    }
  }
}

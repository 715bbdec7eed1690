/**
 * The graph as the page's JSON blocks hold it, and what can be asked of it. No DOM beyond reading the blocks.
 *
 * node: {id, key, label, x, y, size, color, shape, weight, kind, kindLabel, aliases, sounds, statuses, figures, mentions, count, region}
 * edge: {id, key, from, to, label, predicate, years, evidence, background}
 * statuses: [[status, year, passage]…]; figures: [[head, amount, passages]…]; mentions and evidence: numbers of passages;
 * passage: [quote, report, start, end]
 * facts: {types, relations, statuses, years: [{name, label}…], passages, focus, notice, site}
 */
class Model {
  #nodeById;
  #edgeById;
  #nodeByKey;
  #edgeByKey;
  #edgesByNode;
  #nodesByPassage = new Map();
  #statusLabels;

  /** What the blocks of the page say. */
  static read() {
    const [nodes, edges, facts] = ["nodes", "edges", "facts"].map((name) =>
      JSON.parse(document.getElementById(`graph-${name}`).textContent),
    );
    return new Model(nodes, edges, facts);
  }

  constructor(nodes, edges, facts) {
    Object.assign(this, { nodes, edges, facts, regions: [] });
    const by = (rows, name) => new Map(rows.map((row) => [row[name], row]));
    [this.#nodeById, this.#nodeByKey] = [by(nodes, "id"), by(nodes, "key")];
    [this.#edgeById, this.#edgeByKey] = [by(edges, "id"), by(edges, "key")];
    this.#edgesByNode = new Map(nodes.map((node) => [node.id, []]));
    this.#statusLabels = new Map(facts.statuses.map(({ name, label }) => [name, label]));
    for (const edge of edges) for (const end of new Set([edge.from, edge.to])) this.#edgesByNode.get(end).push(edge);
    for (const node of nodes) {
      (this.regions[node.region] ??= []).push(node);
      for (const passage of node.mentions) {
        if (!this.#nodesByPassage.has(passage)) this.#nodesByPassage.set(passage, []);
        this.#nodesByPassage.get(passage).push(node);
      }
    }
    for (const members of this.regions) {
      members.sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
      members[0].head = members.length > 3; // its name stands for the region, unless that is one of the many small ones
    }
    this.find = createFinder(nodes, this.byWeight);
  }

  byWeight = (a, b) => b.weight - a.weight || a.label.length - b.label.length;
  node = (id) => this.#nodeById.get(id);
  edge = (id) => this.#edgeById.get(id);
  nodeByKey = (key) => this.#nodeByKey.get(key);
  edgeByKey = (key) => this.#edgeByKey.get(key);
  edgesOf = (id) => this.#edgesByNode.get(id);
  passage = (number) => this.facts.passages[number];
  statusLabel = (name) => this.#statusLabels.get(name) ?? name;
  other = (edge, id) => this.node(edge.from === id ? edge.to : edge.from);

  neighbours(id) {
    return [...new Set(this.edgesOf(id).map((edge) => this.other(edge, id)))].filter((node) => node.id !== id);
  }

  /** Relations between two things, either way, what reports say first. */
  between(a, b) {
    const both = this.edgesOf(a).filter((edge) => edge.from === b || edge.to === b);
    return both.sort((one, two) => one.background - two.background);
  }

  /** Things named in the same passages, those that share most passages first. */
  companions(node) {
    const shared = new Map();
    for (const passage of node.mentions)
      for (const mate of this.#nodesByPassage.get(passage))
        if (mate !== node) shared.set(mate, (shared.get(mate) || 0) + 1);
    return [...shared].sort((a, b) => b[1] - a[1] || this.byWeight(a[0], b[0])).map(([mate]) => mate);
  }

  /** Where the site that the page belongs to tells more of a thing, or shows a passage; "" for a page of its own. */
  thingPage = (node) =>
    this.facts.site ? `${this.facts.site}id/${node.key.split("/").map(encodeURIComponent).join("/")}` : "";
  reportPage = (report, start, end) =>
    this.facts.site ? `${this.facts.site}report/${encodeURIComponent(report)}#char=${start},${end}` : "";

  /**
   * What the filters let through: within one facet any chosen value will do, the facets all have to agree, and a facet
   * with nothing chosen asks nothing. A chosen relation brings in what stands at its other end.
   * Returns {nodes, edges}, sets of ids.
   */
  visible({ types, relations, statuses, years }) {
    const inYear = (year) => !years.size || years.has(year);
    const edgeInYear = (edge) => !years.size || edge.years.some(inYear);
    const passes = (node) =>
      (!types.size || types.has(node.kind)) &&
      (!statuses.size || node.statuses.some(([status, year]) => statuses.has(status) && inYear(year)));
    const happens = (node) =>
      !years.size || node.statuses.some(([, year]) => inYear(year)) || this.edgesOf(node.id).some(edgeInYear);
    if (relations.size) {
      const kept = this.edges.filter(
        (edge) =>
          relations.has(edge.predicate) &&
          edgeInYear(edge) &&
          (passes(this.node(edge.from)) || passes(this.node(edge.to))),
      );
      return {
        nodes: new Set(kept.flatMap((edge) => [edge.from, edge.to])),
        edges: new Set(kept.map((edge) => edge.id)),
      };
    }
    const shown = new Set(this.nodes.filter((node) => passes(node) && happens(node)).map((node) => node.id));
    const kept = this.edges.filter((edge) => shown.has(edge.from) && shown.has(edge.to) && edgeInYear(edge));
    return { nodes: shown, edges: new Set(kept.map((edge) => edge.id)) };
  }

  /**
   * For each value of each facet, how much would be shown if it alone were chosen there, the other facets as they are:
   * {facet: Map value → count}. Relations count themselves; a type and a status the things that have them; a year all.
   */
  counts(filters) {
    const counted = {
      types: ({ nodes }, name) => [...nodes].filter((id) => this.node(id).kind === name).length,
      relations: ({ edges }) => edges.size,
      statuses: ({ nodes }, name) =>
        [...nodes].filter((id) => this.node(id).statuses.some(([status]) => status === name)).length,
      years: ({ nodes }) => nodes.size,
    };
    const row = (facet) =>
      this.facts[facet].map(({ name }) => [
        name,
        counted[facet](this.visible({ ...filters, [facet]: new Set([name]) }), name),
      ]);
    return Object.fromEntries(Object.keys(counted).map((facet) => [facet, new Map(row(facet))]));
  }

  /**
   * The thing `id` with its neighbours (with what is named beside it, where it has none); with theirs, where it has few;
   * and with the neighbours of what the reader opened; all of it such as `passes`.
   * Returns {inner: [node…], outer: [{node, through}…], related: whether the inner ones are by relations,
   *          omitted: how many of these found no room}.
   */
  neighbourhood(id, opened, passes) {
    const first = this.neighbours(id).filter(passes).sort(this.byWeight);
    const around = first.length ? first : this.companions(this.node(id)).filter(passes);
    const inner = around.slice(0, LIMIT);
    const ways = new Map(
      this.edgesOf(id).map((edge) => [this.other(edge, id).id, `${edge.predicate} ${edge.from === id}`]),
    );
    const way = (node) => ways.get(node.id) ?? "";
    inner.sort((a, b) => way(a).localeCompare(way(b), "en") || this.byWeight(a, b));
    const seen = new Set([id, ...inner.map((node) => node.id)]);
    const reach = (through, room) => {
      const found = this.neighbours(through).filter((node) => !seen.has(node.id) && passes(node));
      const taken = found.sort(this.byWeight).slice(0, Math.max(0, room));
      for (const node of taken) seen.add(node.id);
      return taken.map((node) => ({ node, through }));
    };
    const outer = first.length ? inner.flatMap((node) => reach(node.id, FEW + 1 - seen.size)) : [];
    for (const through of opened)
      if (seen.has(through)) outer.push(...reach(through, Math.min(STEP, LIMIT + 1 - seen.size)));
    return { inner, outer, related: first.length > 0, omitted: around.length - inner.length };
  }
}

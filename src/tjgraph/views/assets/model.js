/**
 * The graph as the page's JSON blocks hold it, and what can be asked of it. No DOM beyond reading the blocks.
 *
 * node: {id, key, label, x, y, size, color, shape, weight, kind, kindLabel, aliases, sounds, statuses, figures, mentions, count, region}
 * edge: {id, key, from, to, label, predicate, years, evidence, background}
 * statuses: [[status, year, passage]…]; figures: [[head, amount, passages]…]; mentions and evidence: numbers of passages;
 * passage: [quote, report, start, end]
 */
function readModel() {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const nodes = read("graph-nodes");
  const edges = read("graph-edges");
  const facts = read("graph-facts");
  const nodeById = new Map(nodes.map((node) => [node.id, node]));
  const edgeById = new Map(edges.map((edge) => [edge.id, edge]));
  const edgesByNode = new Map(nodes.map((node) => [node.id, []]));
  const nodesByPassage = new Map();
  const byKey = (rows) => new Map(rows.map((row) => [row.key, row]));
  const [nodeKeys, edgeKeys] = [byKey(nodes), byKey(edges)];
  const regions = [];

  for (const edge of edges) {
    edgesByNode.get(edge.from).push(edge);
    if (edge.to !== edge.from) edgesByNode.get(edge.to).push(edge);
  }
  for (const node of nodes) {
    (regions[node.region] ??= []).push(node);
    for (const passage of node.mentions) {
      if (!nodesByPassage.has(passage)) nodesByPassage.set(passage, []);
      nodesByPassage.get(passage).push(node);
    }
  }
  for (const members of regions) {
    members.sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
    members[0].head = members.length > 3; // its name stands for the region, unless that is one of the many small ones
  }
  const labelOf = (rows) => new Map(rows.map((row) => [row.name, row.label]));
  const statusLabels = labelOf(facts.statuses);
  const byWeight = (a, b) => b.weight - a.weight || a.label.length - b.label.length;

  const other = (edge, id) => nodeById.get(edge.from === id ? edge.to : edge.from);
  const neighbours = (id) =>
    [...new Set(edgesByNode.get(id).map((edge) => other(edge, id)))].filter((n) => n.id !== id);

  /** Things named in the same passages, those that share most passages first. */
  function companions(node) {
    const shared = new Map();
    for (const passage of node.mentions)
      for (const mate of nodesByPassage.get(passage)) if (mate !== node) shared.set(mate, (shared.get(mate) || 0) + 1);
    return [...shared].sort((a, b) => b[1] - a[1] || byWeight(a[0], b[0])).map(([mate]) => mate);
  }

  /**
   * What the filters let through: within one facet any chosen value will do, the facets all have to agree, and a facet
   * with nothing chosen asks nothing. A chosen relation brings in what stands at its other end.
   */
  function visible({ types, relations, statuses, years }) {
    const inYear = (year) => !years.size || years.has(year);
    const edgeInYear = (edge) => !years.size || edge.years.some(inYear);
    const passes = (node) =>
      (!types.size || types.has(node.kind)) &&
      (!statuses.size || node.statuses.some(([status, year]) => statuses.has(status) && inYear(year)));
    const happens = (node) =>
      !years.size || node.statuses.some(([, year]) => inYear(year)) || edgesByNode.get(node.id).some(edgeInYear);
    if (relations.size) {
      const kept = edges.filter(
        (edge) =>
          relations.has(edge.predicate) &&
          edgeInYear(edge) &&
          (passes(nodeById.get(edge.from)) || passes(nodeById.get(edge.to))),
      );
      return {
        nodes: new Set(kept.flatMap((edge) => [edge.from, edge.to])),
        edges: new Set(kept.map((edge) => edge.id)),
      };
    }
    const shown = new Set(nodes.filter((node) => passes(node) && happens(node)).map((node) => node.id));
    const kept = edges.filter((edge) => shown.has(edge.from) && shown.has(edge.to) && edgeInYear(edge));
    return { nodes: shown, edges: new Set(kept.map((edge) => edge.id)) };
  }

  /**
   * The thing, its neighbours, and theirs while there is room; for a thing without relations, what is named beside it.
   * `omitted` counts neighbours beyond `limit`.
   */
  function neighbourhood(id, limit) {
    const first = neighbours(id).sort(byWeight);
    const ways = new Map(
      edgesByNode.get(id).map((edge) => [other(edge, id).id, `${edge.predicate} ${edge.from === id}`]),
    );
    const around = first.length ? first : companions(nodeById.get(id));
    const inner = around.slice(0, limit);
    inner.sort((a, b) => (ways.get(a.id) ?? "").localeCompare(ways.get(b.id) ?? "", "en") || byWeight(a, b));
    const seen = new Set([id, ...inner.map((node) => node.id)]);
    const outer = [];
    if (first.length)
      for (const node of inner)
        for (const next of neighbours(node.id).sort(byWeight))
          if (!seen.has(next.id) && inner.length + outer.length < limit / 2) {
            seen.add(next.id);
            outer.push({ node: next, through: node.id });
          }
    return { inner, outer, related: first.length > 0, omitted: around.length - inner.length };
  }

  return {
    nodes,
    edges,
    facts,
    regions,
    other,
    neighbours,
    companions,
    visible,
    neighbourhood,
    byWeight,
    find: createFinder(nodes, byWeight),
    node: (id) => nodeById.get(id),
    edge: (id) => edgeById.get(id),
    nodeByKey: (key) => nodeKeys.get(key),
    edgeByKey: (key) => edgeKeys.get(key),
    /** Relations between two things, either way, what reports say first. */
    between: (a, b) =>
      edgesByNode
        .get(a)
        .filter((edge) => edge.from === b || edge.to === b)
        .sort((one, two) => one.background - two.background),
    edgesOf: (id) => edgesByNode.get(id),
    passage: (number) => facts.passages[number],
    statusLabel: (name) => statusLabels.get(name) ?? name,
  };
}

/** `text` cut where one of `names` stands: [{text, name}…], name being the index into `names`, or -1 between them. */
function markNames(text, names) {
  const order = names.map((name, index) => ({ name, index })).filter(({ name }) => name);
  order.sort((a, b) => b.name.length - a.name.length);
  const parts = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const hit = order.find(({ name }) => text.startsWith(name, at));
    if (!hit) {
      plain += text[at++];
      continue;
    }
    if (plain) parts.push({ text: plain, name: -1 });
    plain = "";
    parts.push({ text: hit.name, name: hit.index });
    at += hit.name.length;
  }
  if (plain) parts.push({ text: plain, name: -1 });
  return parts;
}

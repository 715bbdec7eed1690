/** What is shown and where, and what of it is lit: all that follows from the state and from where the pointer is. */

/**
 * The most neighbours that the surroundings of a thing show, how many opening one of them adds at a time, and up to how
 * many the neighbours of neighbours stand with few of them.
 */
const LIMIT = 300;
const STEP = 24;
const FEW = 12;

/**
 * All that the filters let through, or the surroundings of the thing in focus; a path is always part of it.
 * Returns {shown, edges, place, path: ids or null, ways: how many are as short,
 *          and in focus: coast, related, omitted (see `Model.neighbourhood`),
 *          unseen: id → how many neighbours that the filters let through are not drawn}.
 */
function layOut(model, state) {
  const { nodes, edges } = model.visible(state.filters);
  if (state.focus) return layOutAround(model, state, nodes, edges);
  const { ids: path = null, ways = 0 } = pathOf(model, state.path) ?? {};
  const lit = pathEdges(model, path);
  for (const id of [...(path ?? []), ...ends(state)]) nodes.add(id);
  for (const id of lit) edges.add(id);
  return {
    shown: model.nodes.filter((node) => nodes.has(node.id)),
    edges: model.edges.filter((edge) => edges.has(edge.id)),
    place: (id) => model.node(id),
    path,
    ways,
  };
}

function layOutAround(model, state, nodes, edges) {
  const found = model.neighbourhood(state.focus, state.opened, (node) => nodes.has(node.id));
  const places = radialPlaces(state.focus, found.inner);
  const ring = found.inner.map(({ id }) => places.get(id));
  placeBeside(places, found.outer);
  return {
    shown: model.nodes.filter((node) => places.has(node.id)),
    edges: model.edges.filter((edge) => edges.has(edge.id) && places.has(edge.from) && places.has(edge.to)),
    place: (id) => places.get(id),
    coast: ringCoast(ring, [...places.values()]),
    path: null,
    related: found.related,
    omitted: found.omitted,
    unseen: (id) => model.neighbours(id).filter((node) => nodes.has(node.id) && !places.has(node.id)).length,
  };
}

const pathOf = (model, said) =>
  said?.from && said.to && said.from !== said.to ? shortestPath(model, said.from, said.to) : null;

const ends = (state) => [state.path?.from, state.path?.to].filter(Boolean);

/** Every relation along a path. */
const pathEdges = (model, path) =>
  new Set((path ?? []).slice(1).flatMap((id, i) => model.between(path[i], id).map((edge) => edge.id)));

/** What the painter needs to know. What the pointer is on, the chosen thing or the path is lit, the rest is dim. */
function sceneOf(model, layout, state, hovered) {
  const target = hovered ?? state.chosen;
  let lit = null;
  let litEdges = new Set();
  if (target?.edge && layout.edges.some(({ id }) => id === target.edge)) {
    const edge = model.edge(target.edge);
    lit = new Set([edge.from, edge.to]);
    litEdges = new Set([edge.id]);
  } else if (target?.node && target.node !== state.focus && layout.shown.some(({ id }) => id === target.node)) {
    const touching = layout.edges.filter((edge) => edge.from === target.node || edge.to === target.node);
    lit = new Set([target.node, ...touching.flatMap((edge) => [edge.from, edge.to])]);
    litEdges = new Set(touching.map((edge) => edge.id));
  } else if (state.path && ends(state).length) {
    lit = new Set(layout.path ?? ends(state));
    litEdges = pathEdges(model, layout.path);
  }
  return {
    ...layout,
    lit,
    litEdges,
    focus: state.focus,
    ends: ends(state),
    chosen: state.chosen?.node ?? state.chosen?.edge ?? null,
    hovered: hovered?.node ?? null,
  };
}

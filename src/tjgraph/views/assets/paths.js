/**
 * The shortest path between two things, relations followed either way (Dijkstra), with the lengths of `tjgraph path`:
 * a step between things with d and e neighbours is 1 + (ln d + ln e) / 2 long, in whole thousandths. A city is tied to
 * everything, and a path through it says little. Of paths of equal length, that through the first things in order.
 * Returns ids from `from` to `to`, or null where nothing links them.
 */
function shortestPath(model, from, to) {
  const neighbours = new Map(model.nodes.map(({ id }) => [id, model.neighbours(id).map((node) => node.id)]));
  const degree = (id) => neighbours.get(id).length;
  const length = (a, b) => Math.round(1000 * (1 + (Math.log(degree(a)) + Math.log(degree(b))) / 2));
  const away = new Map([[to, 0]]);
  const open = new Set([to]);
  const done = new Set();
  while (open.size && !done.has(from)) {
    let next = null;
    for (const id of open) if (next === null || away.get(id) < away.get(next)) next = id;
    open.delete(next);
    done.add(next);
    for (const id of neighbours.get(next)) {
      const reach = away.get(next) + length(next, id);
      if (done.has(id) || reach >= (away.get(id) ?? Infinity)) continue;
      away.set(id, reach);
      open.add(id);
    }
  }
  if (!done.has(from)) return null;
  const order = new Map(model.nodes.map(({ id }, i) => [id, i]));
  const path = [from];
  while (path.at(-1) !== to) {
    const here = path.at(-1);
    const onward = neighbours.get(here).filter((id) => done.has(id) && away.get(id) + length(here, id) === away.get(here));
    path.push(onward.reduce((a, b) => (order.get(a) < order.get(b) ? a : b)));
  }
  return path;
}

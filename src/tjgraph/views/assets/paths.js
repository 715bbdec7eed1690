/**
 * The shortest path between two things, relations followed either way (Dijkstra), with the lengths of `tjgraph path`:
 * a step between things with d and e neighbours is 1 + (ln d + ln e) / 2 long, in whole thousandths. A city is tied to
 * everything, and a path through it says little. Of paths of equal length, that through the first things in order.
 * Returns {ids, ways}: the things from `from` to `to`, and how many paths are as short; or null where nothing links them.
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
  const onward = (here) =>
    neighbours.get(here).filter((id) => done.has(id) && away.get(id) + length(here, id) === away.get(here));
  const counted = new Map([[to, 1]]);
  const ways = (id) => {
    if (!counted.has(id))
      counted.set(
        id,
        onward(id).reduce((sum, next) => sum + ways(next), 0),
      );
    return counted.get(id);
  };
  const ids = [from];
  while (ids.at(-1) !== to) ids.push(onward(ids.at(-1)).reduce((a, b) => (order.get(a) < order.get(b) ? a : b)));
  return { ids, ways: ways(from) };
}

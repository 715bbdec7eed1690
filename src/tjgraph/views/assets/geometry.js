/** Shapes, coasts, curves and circles: numbers in, numbers (or an SVG path) out. */

/** The outline of a glyph of radius 1 around (0, 0), as an SVG path; the areas are about equal. */
function glyphPath(shape) {
  const ring = (count, turn, radii) =>
    Array.from({ length: count }, (_, i) => {
      const angle = ((i + turn) / count) * 2 * Math.PI - Math.PI / 2;
      const radius = radii[i % radii.length];
      return `${i ? "L" : "M"}${(radius * Math.cos(angle)).toFixed(3)} ${(radius * Math.sin(angle)).toFixed(3)}`;
    }).join("") + "Z";
  const shapes = {
    square: () => ring(4, 0.5, [1.22]),
    box: () => ring(4, 0.5, [1.22]),
    diamond: () => ring(4, 0, [1.26]),
    triangle: () => ring(3, 0, [1.36]),
    triangleDown: () => ring(3, 0.5, [1.36]),
    pentagon: () => ring(5, 0, [1.14]),
    hexagon: () => ring(6, 0.5, [1.1]),
    star: () => ring(10, 0, [1.4, 0.62]),
    ellipse: () => "M-1.25 0A1.25 .8 0 1 0 1.25 0A1.25 .8 0 1 0 -1.25 0Z",
    cross: () => "M-.4 -1.15H.4V-.4H1.15V.4H.4V1.15H-.4V.4H-1.15V-.4H-.4Z",
  };
  return (shapes[shape] ?? (() => "M-1 0A1 1 0 1 0 1 0A1 1 0 1 0 -1 0Z"))();
}

/** The convex hull of [{x, y}…], counter-clockwise (Andrew's monotone chain). */
function convexHull(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  if (sorted.length < 3) return sorted;
  const turn = (o, a, b) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
  const half = (list) => {
    const chain = [];
    for (const point of list) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** How much wider than high the rings of a neighbourhood are, since names are. */
const RING_STRETCH = 1.45;

/** The outline of a neighbourhood: its inner ring as an ellipse, and what lies beyond. */
function ringCoast(inner, all) {
  const reach = Math.max(0, ...inner.map(({ x, y }) => Math.hypot(x / RING_STRETCH, y)));
  const ring = Array.from({ length: 90 }, (_, i) => {
    const angle = (i / 90) * 2 * Math.PI;
    return { x: reach * RING_STRETCH * Math.cos(angle), y: reach * Math.sin(angle) };
  });
  return convexHull([...ring, ...all]);
}

const between = (a, b, share) => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });

/**
 * A cubic curve [start, control, control, end] from a to b. Between regions it runs by way of their centres, so that
 * relations of the same two regions bundle; within one it bows a little, more for each further edge of the same pair.
 */
function edgeCurve(a, b, centreA, centreB, turn) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const bow = turn * 0.4 + 0.07;
  const side = { x: -dy * bow, y: dx * bow };
  const lean = (point, centre) => (centre ? between(point, centre, 0.55) : point);
  const from = lean(between(a, b, 0.33), centreA && between(centreA, centreB, 0.3));
  const to = lean(between(a, b, 0.67), centreB && between(centreA, centreB, 0.7));
  return [a, { x: from.x + side.x, y: from.y + side.y }, { x: to.x + side.x, y: to.y + side.y }, b];
}

function curvePoint([p, q, r, s], t) {
  const u = 1 - t;
  const at = (k) => u * u * u * p[k] + 3 * u * u * t * q[k] + 3 * u * t * t * r[k] + t * t * t * s[k];
  return { x: at("x"), y: at("y") };
}

/** The distance from `point` to a curve, by way of 24 pieces of it. */
function curveDistance(curve, point) {
  let best = Infinity;
  let before = curve[0];
  for (let i = 1; i <= 24; i++) {
    const next = curvePoint(curve, i / 24);
    const dx = next.x - before.x;
    const dy = next.y - before.y;
    const length = dx * dx + dy * dy || 1;
    const t = Math.max(0, Math.min(1, ((point.x - before.x) * dx + (point.y - before.y) * dy) / length));
    best = Math.min(best, Math.hypot(before.x + t * dx - point.x, before.y + t * dy - point.y));
    before = next;
  }
  return best;
}

/** Places for a neighbourhood: the thing in the middle, its neighbours on rings around it. Returns Map id → {x, y}. */
function radialPlaces(centre, inner) {
  const rings = inner.length > 26 ? 3 : inner.length > 12 ? 2 : 1;
  const reach = Math.max(1, inner.length / rings / 9);
  const spot = (i) => {
    const angle = ((i + 0.5) / inner.length) * 2 * Math.PI - Math.PI / 2;
    const radius = (210 + (i % rings) * 125) * reach;
    return { x: RING_STRETCH * radius * Math.cos(angle), y: radius * Math.sin(angle) };
  };
  return new Map([[centre, { x: 0, y: 0 }], ...inner.map((node, i) => [node.id, spot(i)])]);
}

/**
 * Adds to `places` those of `added` ([{node, through}…]): each on the nearest free spot around the thing through which
 * it came, outward rather than inward. What has a place keeps it.
 */
function placeBeside(places, added) {
  const [apart, step] = [96, 92];
  const free = (x, y) =>
    [...places.values()].every((spot) => Math.hypot((spot.x - x) / RING_STRETCH, spot.y - y) >= apart);
  const spotBeside = ({ x, y }) => {
    const outward = Math.atan2(y, x / RING_STRETCH);
    for (let ring = 2; ; ring++) {
      const turns = Math.ceil((2 * Math.PI * ring * step) / apart);
      for (let i = 0; i < turns; i++) {
        const angle = outward + (((i + 1) >> 1) * (i % 2 ? 1 : -1) * 2 * Math.PI) / turns;
        const spot = { x: x + RING_STRETCH * ring * step * Math.cos(angle), y: y + ring * step * Math.sin(angle) };
        if (free(spot.x, spot.y)) return spot;
      }
    }
  };
  for (const { node, through } of added) places.set(node.id, spotBeside(places.get(through)));
}

/**
 * Draws the scene: coasts and relations beneath the things, names above them.
 *
 * scene: {layoutVersion, shown: [node…], edges: [edge…], place: id → {x, y}, coast (in focus), focus,
 *         lit: Set of node ids or null, litEdges: Set of edge ids, chosen: id of a node or an edge or null,
 *         hovered: id of a node or null, ends: ids of the ends of a path}
 */
class Painter {
  family = getComputedStyle(document.body).fontFamily;
  #model;
  #names;
  #glyphs = new Map();
  #theme;
  #scene = null;
  #curves = new Map();
  #coasts = [];
  #scale = 1;

  constructor(model) {
    this.#model = model;
    this.#names = new Names(this);
    this.retheme();
  }

  retheme() {
    const style = getComputedStyle(document.documentElement);
    const names = ["sea", "land", "shore", "ink", "quiet", "line", "accent", "halo", "dark"];
    this.#theme = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  theme = () => this.#theme;
  scene = () => this.#scene;
  scale = () => this.#scale;
  curve = (edge) => this.#curves.get(edge.id);
  colourOf = ({ color }) => (this.#theme.dark ? lighter(color) : color);
  isDim = (node) => this.#scene.lit !== null && !this.#scene.lit.has(node.id);
  isStrong = ({ id }) => {
    const { chosen, hovered, focus, ends } = this.#scene;
    return [chosen, hovered, focus, ...ends].includes(id);
  };

  /** The radius of a glyph in the page's units: it shrinks more slowly than the map when one zooms out. */
  radius = (node) => Math.max(node.size * (this.#scene.focus ? 1.25 : 1) * this.#scale ** -0.4, 2.6 / this.#scale);

  glyph(shape) {
    if (!this.#glyphs.has(shape))
      this.#glyphs.set(shape, Object.assign(new Path2D(glyphPath(shape)), { outline: glyphPath(shape) }));
    return this.#glyphs.get(shape);
  }

  show(next) {
    const moved = this.#scene?.layoutVersion !== next.layoutVersion;
    this.#scene = next;
    this.#names.forget();
    if (moved) this.#layOutLines();
  }

  /** Curves and coasts depend on what is shown and where, not on what is chosen. */
  #layOutLines() {
    const { regions } = this.#model;
    const mean = (members, axis) => members.reduce((sum, node) => sum + node[axis], 0) / members.length;
    const centres = regions.map((members) => ({ x: mean(members, "x"), y: mean(members, "y") }));
    const { focus, coast, edges, place } = this.#scene;
    this.#coasts = focus ? [coast] : regions.map(convexHull);
    this.#curves = new Map();
    const parallel = new Map();
    for (const edge of edges) {
      const pair = edge.from < edge.to ? `${edge.from} ${edge.to}` : `${edge.to} ${edge.from}`;
      const nth = parallel.get(pair) || 0;
      parallel.set(pair, nth + 1);
      const [a, b] = [this.#model.node(edge.from), this.#model.node(edge.to)];
      const turn = nth * (edge.from < edge.to ? 1 : -1);
      const far = !focus && a.region !== b.region;
      const by = [far && centres[a.region], far && centres[b.region]];
      this.#curves.set(edge.id, edgeCurve(place(a.id), place(b.id), ...by, turn));
    }
  }

  #drawLand(ctx) {
    ctx.save();
    ctx.lineJoin = ctx.lineCap = "round";
    for (const [colour, pad] of [
      [this.#theme.shore, 104],
      [this.#theme.land, 104 - 2.5 / this.#scale],
    ]) {
      ctx.fillStyle = ctx.strokeStyle = colour;
      ctx.lineWidth = pad;
      for (const coast of this.#coasts) {
        ctx.beginPath();
        coast.forEach(({ x, y }, i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
        if (coast.length === 1) ctx.lineTo(coast[0].x + 0.1, coast[0].y); // a point alone would leave no mark
        ctx.closePath();
        ctx.fill();
        ctx.stroke();
      }
    }
    ctx.lineCap = "butt";
    this.#drawEdges(ctx);
    ctx.restore();
  }

  #drawEdges(ctx) {
    const { edges, lit, litEdges, focus } = this.#scene;
    const plain = edges.filter((edge) => !litEdges.has(edge.id));
    ctx.globalAlpha = lit ? 0.14 : focus ? 0.75 : 0.5;
    ctx.strokeStyle = this.#theme.line;
    ctx.lineWidth = (focus ? 1.6 : 1.1) / this.#scale;
    for (const background of [false, true]) {
      ctx.setLineDash(background ? [5 / this.#scale, 5 / this.#scale] : []);
      const batch = plain.filter((edge) => edge.background === background);
      for (let i = 0; i < batch.length; i += 25) {
        ctx.beginPath(); // a path of thousands of curves costs more than many small ones
        for (const edge of batch.slice(i, i + 25)) this.#trace(ctx, edge);
        ctx.stroke();
      }
    }
    if (focus && !lit) for (const edge of plain) this.#drawArrow(ctx, edge, this.#theme.line);
    ctx.globalAlpha = 1;
    for (const edge of edges) if (litEdges.has(edge.id)) this.#drawLitEdge(ctx, edge);
    ctx.setLineDash([]);
  }

  #drawLitEdge(ctx, edge) {
    ctx.strokeStyle = this.#theme.accent;
    ctx.lineWidth = (edge.id === this.#scene.chosen ? 3.4 : 2) / this.#scale;
    ctx.setLineDash(edge.background ? [6 / this.#scale, 5 / this.#scale] : []);
    ctx.beginPath();
    this.#trace(ctx, edge);
    ctx.stroke();
    this.#drawArrow(ctx, edge, this.#theme.accent);
  }

  #trace(ctx, edge) {
    const [a, p, q, b] = this.curve(edge);
    ctx.moveTo(a.x, a.y);
    ctx.bezierCurveTo(p.x, p.y, q.x, q.y, b.x, b.y);
  }

  /** An arrow head where the curve meets the rim of its target. */
  #drawArrow(ctx, edge, colour) {
    const curve = this.curve(edge);
    const rim = this.radius(this.#model.node(edge.to)) + 2 / this.#scale;
    const away = (t) => Math.hypot(curvePoint(curve, t).x - curve[3].x, curvePoint(curve, t).y - curve[3].y);
    let t = 1;
    while (t > 0.5 && away(t) < rim) t -= 0.01;
    const tip = curvePoint(curve, t);
    const back = curvePoint(curve, t - 0.02);
    const angle = Math.atan2(tip.y - back.y, tip.x - back.x);
    const length = 9 / this.#scale;
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.moveTo(tip.x, tip.y);
    for (const side of [-0.42, 0.42])
      ctx.lineTo(tip.x - length * Math.cos(angle + side), tip.y - length * Math.sin(angle + side));
    ctx.closePath();
    ctx.fill();
  }

  #drawNode(ctx, node) {
    const { x, y } = this.#scene.place(node.id);
    const r = this.radius(node);
    const path = this.glyph(node.shape);
    ctx.save();
    ctx.globalAlpha = this.isDim(node) ? 0.18 : 1;
    ctx.translate(x, y);
    // Rims are larger copies beneath: on a software canvas a stroke costs several times a fill.
    const layer = (colour, rim) => {
      const size = r + rim / this.#scale;
      ctx.scale(size, size);
      ctx.fillStyle = colour;
      ctx.fill(path);
      ctx.scale(1 / size, 1 / size);
    };
    if (this.isStrong(node)) layer(this.#theme.accent, 4.5);
    layer(this.#theme.halo, 1.6);
    layer(this.colourOf(node), 0);
    ctx.restore();
  }

  /** The scene on a surface that is in the page's units already. */
  draw(ctx, zoom) {
    this.#scale = zoom;
    this.#drawLand(ctx);
    for (const node of this.#scene.shown) this.#drawNode(ctx, node);
    this.#names.draw(ctx);
  }

  /** The scene on any surface that draws as a canvas does, `camera` being {x, y, scale, width, height}. */
  paint(ctx, camera) {
    ctx.save();
    ctx.translate(camera.width / 2, camera.height / 2);
    ctx.scale(camera.scale, camera.scale);
    ctx.translate(-camera.x, -camera.y);
    this.draw(ctx, camera.scale);
    ctx.restore();
  }

  /** What lies at a point of the page's units: a thing (its glyph, else its name), else a relation, else null. */
  at(point) {
    const name = () => this.#names.at(point.x * this.#scale, point.y * this.#scale);
    return this.#glyphAt(point) ?? name() ?? this.#edgeAt(point);
  }

  #glyphAt(point) {
    let best = null;
    for (const node of this.#scene.shown) {
      const { x, y } = this.#scene.place(node.id);
      const distance = Math.hypot(x - point.x, y - point.y) - this.radius(node);
      if (distance < 5 / this.#scale && !(best?.distance <= distance)) best = { node: node.id, distance };
    }
    return best && { node: best.node };
  }

  #edgeAt(point) {
    let best = null;
    for (const edge of this.#scene.edges) {
      const nearer = this.#scene.litEdges.has(edge.id) ? 2 / this.#scale : 0;
      const distance = curveDistance(this.curve(edge), point) - nearer;
      if (distance < 6 / this.#scale && !(best?.distance <= distance)) best = { edge: edge.id, distance };
    }
    return best && { edge: best.edge };
  }

  /** The corners of the names that are written at a scale, in the page's units. */
  reach = (zoom) => {
    this.#scale = zoom;
    return this.#names.placed().flatMap(({ left, right, top, bottom }) => [
      { x: left / zoom, y: top / zoom },
      { x: right / zoom, y: bottom / zoom },
    ]);
  };
}

/** A colour of the palette ("#rrggbb") a step towards white, to stand out on a dark ground. */
function lighter(colour) {
  const parts = /^#(..)(..)(..)$/.exec(colour);
  if (!parts) return colour;
  const [r, g, b] = parts.slice(1).map((part) => Math.round(Number.parseInt(part, 16) * 0.78 + 255 * 0.22));
  return `rgb(${r} ${g} ${b})`;
}

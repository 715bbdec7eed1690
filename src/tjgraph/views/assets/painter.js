/**
 * Draws the scene: coasts and relations beneath the things, names above them.
 *
 * scene: {layoutVersion, shown: [node…], edges: [edge…], place: id → {x, y}, coast (in focus), focus,
 *         lit: Set of node ids or null, litEdges: Set of edge ids, chosen: id of a node or an edge or null,
 *         hovered: id of a node or null, ends: ids of the ends of a path}
 */
function createPainter(model) {
  const glyphs = new Map();
  const widths = new Map();
  const ruler = document.createElement("canvas").getContext("2d");
  let ruled = "";
  const family = getComputedStyle(document.body).fontFamily;
  let theme = readTheme();
  let scene = null;
  let curves = new Map();
  let coasts = [];
  let labels = { key: "", placed: [] };
  let scale = 1;

  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    const names = ["sea", "land", "shore", "ink", "quiet", "line", "accent", "halo", "dark"];
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  function show(next) {
    const moved = !scene || scene.layoutVersion !== next.layoutVersion;
    scene = next;
    labels.key = "";
    if (moved) layOutLines();
  }

  /** Curves and coasts depend on what is shown and where, not on what is chosen. */
  function layOutLines() {
    const centres = model.regions.map((members) => ({
      x: members.reduce((sum, node) => sum + node.x, 0) / members.length,
      y: members.reduce((sum, node) => sum + node.y, 0) / members.length,
    }));
    coasts = scene.focus ? [scene.coast] : model.regions.map(convexHull);
    const parallel = new Map();
    curves = new Map();
    for (const edge of scene.edges) {
      const pair = edge.from < edge.to ? `${edge.from} ${edge.to}` : `${edge.to} ${edge.from}`;
      const nth = parallel.get(pair) || 0;
      parallel.set(pair, nth + 1);
      const [a, b] = [model.node(edge.from), model.node(edge.to)];
      const turn = nth * (edge.from < edge.to ? 1 : -1);
      const far = !scene.focus && a.region !== b.region;
      curves.set(
        edge.id,
        edgeCurve(scene.place(a.id), scene.place(b.id), far && centres[a.region], far && centres[b.region], turn),
      );
    }
  }

  /** The radius of a glyph in the page's units: it shrinks more slowly than the map when one zooms out. */
  const radius = (node) => Math.max(node.size * (scene.focus ? 1.25 : 1) * scale ** -0.4, 2.6 / scale);

  function glyph(shape) {
    if (!glyphs.has(shape))
      glyphs.set(shape, Object.assign(new Path2D(glyphPath(shape)), { outline: glyphPath(shape) }));
    return glyphs.get(shape);
  }

  function drawLand(ctx, zoom) {
    scale = zoom;
    ctx.save();
    ctx.lineJoin = ctx.lineCap = "round";
    for (const [colour, pad] of [
      [theme.shore, 104],
      [theme.land, 104 - 2.5 / scale],
    ]) {
      ctx.fillStyle = ctx.strokeStyle = colour;
      ctx.lineWidth = pad;
      for (const coast of coasts) {
        ctx.beginPath();
        coast.forEach(({ x, y }, i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
        if (coast.length === 1) ctx.lineTo(coast[0].x + 0.1, coast[0].y); // a point alone would leave no mark
        ctx.closePath();
        ctx.fill();
        ctx.stroke();
      }
    }
    ctx.lineCap = "butt";
    drawEdges(ctx);
    ctx.restore();
  }

  function drawEdges(ctx) {
    const plain = scene.edges.filter((edge) => !scene.litEdges.has(edge.id));
    ctx.globalAlpha = scene.lit ? 0.14 : scene.focus ? 0.75 : 0.5;
    ctx.strokeStyle = theme.line;
    ctx.lineWidth = (scene.focus ? 1.6 : 1.1) / scale;
    for (const background of [false, true]) {
      ctx.setLineDash(background ? [5 / scale, 5 / scale] : []);
      const batch = plain.filter((edge) => edge.background === background);
      for (let i = 0; i < batch.length; i += 25) {
        ctx.beginPath(); // a path of thousands of curves costs more than many small ones
        for (const edge of batch.slice(i, i + 25)) trace(ctx, curves.get(edge.id));
        ctx.stroke();
      }
    }
    if (scene.focus && !scene.lit) for (const edge of plain) drawArrow(ctx, edge, theme.line);
    ctx.globalAlpha = 1;
    for (const edge of scene.edges) {
      if (!scene.litEdges.has(edge.id)) continue;
      ctx.strokeStyle = theme.accent;
      ctx.lineWidth = (edge.id === scene.chosen ? 3.4 : 2) / scale;
      ctx.setLineDash(edge.background ? [6 / scale, 5 / scale] : []);
      ctx.beginPath();
      trace(ctx, curves.get(edge.id));
      ctx.stroke();
      drawArrow(ctx, edge, theme.accent);
    }
    ctx.setLineDash([]);
  }

  function trace(ctx, [a, p, q, b]) {
    ctx.moveTo(a.x, a.y);
    ctx.bezierCurveTo(p.x, p.y, q.x, q.y, b.x, b.y);
  }

  /** An arrow head where the curve meets the rim of its target. */
  function drawArrow(ctx, edge, colour) {
    const curve = curves.get(edge.id);
    const rim = radius(model.node(edge.to)) + 2 / scale;
    let t = 1;
    while (t > 0.5 && Math.hypot(curvePoint(curve, t).x - curve[3].x, curvePoint(curve, t).y - curve[3].y) < rim)
      t -= 0.01;
    const tip = curvePoint(curve, t);
    const back = curvePoint(curve, t - 0.02);
    const angle = Math.atan2(tip.y - back.y, tip.x - back.x);
    const length = 9 / scale;
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.moveTo(tip.x, tip.y);
    for (const side of [-0.42, 0.42])
      ctx.lineTo(tip.x - length * Math.cos(angle + side), tip.y - length * Math.sin(angle + side));
    ctx.closePath();
    ctx.fill();
  }

  function drawNode(ctx, node, x, y) {
    const r = radius(node);
    const path = glyph(node.shape);
    ctx.save();
    ctx.globalAlpha = isDim(node) ? 0.18 : 1;
    ctx.translate(x, y);
    // Rims are larger copies beneath: on a software canvas a stroke costs several times a fill.
    const layer = (colour, rim) => {
      const size = r + rim / scale;
      ctx.scale(size, size);
      ctx.fillStyle = colour;
      ctx.fill(path);
      ctx.scale(1 / size, 1 / size);
    };
    if ([scene.chosen, scene.hovered, scene.focus, ...scene.ends].includes(node.id)) layer(theme.accent, 4.5);
    layer(theme.halo, 1.6);
    layer(colourOf(node), 0);
    ctx.restore();
  }

  const colourOf = ({ color }) => (theme.dark ? lighter(color) : color);

  const isDim = (node) => scene.lit !== null && !scene.lit.has(node.id);

  /** Names in screen pixels, placed anew only when the zoom or the scene changes: panning moves them all alike. */
  function placeNames() {
    const key = scale.toFixed(4);
    if (labels.key === key) return labels.placed;
    const measure = (text, font) => {
      const known = `${font}|${text}`;
      if (!widths.has(known)) {
        if (ruled !== font) ruler.font = ruled = font; // reading a font costs more than measuring with it
        widths.set(known, ruler.measureText(text).width);
      }
      return widths.get(known);
    };
    const spots = scene.shown.map((node) => {
      const { x, y } = scene.place(node.id);
      return { id: node.id, x: x * scale, y: y * scale, r: radius(node) * scale * 1.15, node };
    });
    const rank = ({ node }) =>
      (node.id === scene.chosen ? 4000 : 0) +
      (node.id === scene.hovered ? 3000 : 0) +
      (node.id === scene.focus || scene.ends.includes(node.id) ? 2000 : 0) +
      (scene.lit?.has(node.id) ? 1000 : 0) +
      (node.head ? 100 : 0) +
      node.weight;
    const ranks = new Map(spots.map((spot) => [spot.id, rank(spot)]));
    const wanted = [...spots].sort((a, b) => ranks.get(b.id) - ranks.get(a.id)).map((spot) => nameLabel(spot));
    labels = { key, placed: placeLabels([...wanted, ...edgeLabels()], spots, measure) };
    return labels.placed;
  }

  function nameLabel(spot) {
    const { node } = spot;
    const strong = [scene.chosen, scene.hovered, scene.focus, ...scene.ends].includes(node.id);
    const head = node.head && !scene.focus;
    const size = strong ? 15.5 : head ? 14.5 : scene.focus ? 13.5 : 12.5;
    const force = strong || (scene.lit ? scene.lit.has(node.id) : head || scene.focus !== null);
    const font = `${strong || head ? 600 : 400} ${size}px ${family}`;
    return {
      ...spot,
      text: node.label,
      size,
      font,
      force,
      wrap: head ? [10, 3] : force ? [16, 3] : [9, 2],
      ink: theme.ink,
      dim: isDim(node),
    };
  }

  function edgeLabels() {
    const font = `400 11.5px ${family}`;
    const named = scene.edges.filter((edge) => scene.litEdges.has(edge.id) || (scene.focus && !scene.lit));
    return named.map((edge) => {
      const curve = curves.get(edge.id);
      const points = [0.5, 0.42, 0.58, 0.34, 0.66].map((t) => {
        const { x, y } = curvePoint(curve, t);
        return { x: x * scale, y: y * scale };
      });
      const ink = scene.litEdges.has(edge.id) ? theme.accent : theme.quiet;
      return { id: edge.id, points, text: edge.label, size: 11.5, font, wrap: [9, 2], force: false, ink, dim: false };
    });
  }

  function drawNames(ctx) {
    const { a, e, f } = ctx.getTransform();
    const pixel = a / scale;
    ctx.save();
    ctx.setTransform(pixel, 0, 0, pixel, e, f);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    const [left, top] = [-e / pixel, -f / pixel];
    const [right, bottom] = [left + ctx.canvas.width / pixel, top + ctx.canvas.height / pixel];
    for (const name of placeNames()) {
      if (name.right < left || name.left > right || name.bottom < top || name.top > bottom) continue;
      ctx.globalAlpha = name.source.dim ? 0.22 : 1;
      ctx.font = name.font;
      ctx.strokeStyle = theme.halo;
      ctx.lineWidth = 3.5;
      ctx.fillStyle = name.source.ink;
      name.lines.forEach((line, i) => ctx.strokeText(line, name.x, name.y + i * name.line));
      name.lines.forEach((line, i) => ctx.fillText(line, name.x, name.y + i * name.line));
    }
    ctx.restore();
  }

  /** The scene on a surface that is in the page's units already. */
  function draw(ctx, zoom) {
    drawLand(ctx, zoom);
    for (const node of scene.shown) {
      const { x, y } = scene.place(node.id);
      drawNode(ctx, node, x, y);
    }
    drawNames(ctx);
  }

  /** The scene on any surface that draws as a canvas does, `camera` being {x, y, scale, width, height}. */
  function paint(ctx, camera) {
    ctx.save();
    ctx.translate(camera.width / 2, camera.height / 2);
    ctx.scale(camera.scale, camera.scale);
    ctx.translate(-camera.x, -camera.y);
    draw(ctx, camera.scale);
    ctx.restore();
  }

  /** What lies at a point of the page's units: a thing (its glyph, else its name), else a relation, else null. */
  function at(point) {
    const reach = 5 / scale;
    let best = null;
    for (const node of scene.shown) {
      const { x, y } = scene.place(node.id);
      const distance = Math.hypot(x - point.x, y - point.y) - radius(node);
      if (distance < reach && (!best || distance < best.distance)) best = { node: node.id, distance };
    }
    if (best) return { node: best.node };
    const [sx, sy] = [point.x * scale, point.y * scale];
    const name = labels.placed.find((box) => box.left <= sx && sx <= box.right && box.top <= sy && sy <= box.bottom);
    if (name) return model.node(name.id) ? { node: name.id } : { edge: name.id };
    let nearest = null;
    for (const edge of scene.edges) {
      const distance = curveDistance(curves.get(edge.id), point) - (scene.litEdges.has(edge.id) ? 2 / scale : 0);
      if (distance < 6 / scale && (!nearest || distance < nearest.distance)) nearest = { edge: edge.id, distance };
    }
    return nearest && { edge: nearest.edge };
  }

  return {
    show,
    draw,
    paint,
    at,
    glyph,
    colourOf,
    family,
    retheme: () => (theme = readTheme()),
    theme: () => theme,
    scene: () => scene,
    /** The corners of the names that are written at a scale, in the page's units. */
    reach(zoom) {
      scale = zoom;
      return placeNames().flatMap(({ left, right, top, bottom }) => [
        { x: left / zoom, y: top / zoom },
        { x: right / zoom, y: bottom / zoom },
      ]);
    },
  };
}

/** A colour of the palette ("#rrggbb") a step towards white, to stand out on a dark ground. */
function lighter(colour) {
  const parts = /^#(..)(..)(..)$/.exec(colour);
  if (!parts) return colour;
  const [r, g, b] = parts.slice(1).map((part) => Math.round(Number.parseInt(part, 16) * 0.78 + 255 * 0.22));
  return `rgb(${r} ${g} ${b})`;
}

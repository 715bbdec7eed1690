/**
 * A surface that draws as a canvas does, for the few calls that the painter makes, and becomes an SVG document: paths as
 * paths, names as text that can be searched and edited. Transforms are moves and even scalings, and are worked out here.
 */
function svgSurface(width, height, title) {
  const space = "http://www.w3.org/2000/svg";
  const root = document.createElementNS(space, "svg");
  const number = (value) => String(Math.round(value * 100) / 100);
  const clean = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "");
  const waiting = new Map(); // strokes of text that wait for their fill
  const stack = [];
  let at = { s: 1, x: 0, y: 0 };
  let path = [];
  let dash = [];

  function add(name, attributes, text) {
    const element = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = clean(text);
    return root.appendChild(element);
  }

  const point = (x, y) => `${number(at.x + x * at.s)} ${number(at.y + y * at.s)}`;
  const seen = () => (surface.globalAlpha < 1 ? { opacity: number(surface.globalAlpha) } : {});

  const surface = {
    canvas: { width, height },
    globalAlpha: 1,
    fillStyle: "#000",
    strokeStyle: "#000",
    lineWidth: 1,
    font: "",
    lineJoin: "miter",
    lineCap: "butt",
    save: () => stack.push([at, dash, surface.globalAlpha]),
    restore: () => ([at, dash, surface.globalAlpha] = stack.pop()),
    translate: (x, y) => (at = { s: at.s, x: at.x + x * at.s, y: at.y + y * at.s }),
    scale: (s) => (at = { ...at, s: at.s * s }),
    setTransform: (s, _b, _c, _d, x, y) => (at = { s, x, y }),
    getTransform: () => ({ a: at.s, e: at.x, f: at.y }),
    setLineDash: (pattern) => (dash = pattern),
    beginPath: () => (path = []),
    moveTo: (x, y) => path.push(`M${point(x, y)}`),
    lineTo: (x, y) => path.push(`L${point(x, y)}`),
    bezierCurveTo: (a, b, c, d, x, y) => path.push(`C${point(a, b)} ${point(c, d)} ${point(x, y)}`),
    closePath: () => path.push("Z"),
    fillRect: (x, y, w, h) =>
      add("rect", {
        x: number(at.x + x * at.s),
        y: number(at.y + y * at.s),
        width: number(w * at.s),
        height: number(h * at.s),
        fill: surface.fillStyle,
      }),
    /** The path drawn last, or a glyph (a Path2D that carries its `outline`). */
    fill(glyph) {
      const moved = glyph
        ? { d: glyph.outline, transform: `translate(${number(at.x)} ${number(at.y)}) scale(${at.s.toFixed(3)})` }
        : { d: path.join("") };
      add("path", { ...moved, fill: surface.fillStyle, ...seen() });
    },
    stroke() {
      const line = {
        d: path.join(""),
        fill: "none",
        stroke: surface.strokeStyle,
        "stroke-width": number(surface.lineWidth * at.s),
      };
      const ends = { "stroke-linejoin": surface.lineJoin, "stroke-linecap": surface.lineCap };
      add("path", {
        ...line,
        ...ends,
        ...(dash.length ? { "stroke-dasharray": dash.map((d) => number(d * at.s)).join(" ") } : {}),
        ...seen(),
      });
    },
    strokeText(text, x, y) {
      const halo = {
        stroke: surface.strokeStyle,
        "stroke-width": number(surface.lineWidth * at.s),
        "stroke-linejoin": "round",
        "paint-order": "stroke",
      };
      waiting.set(`${text} ${x} ${y}`, halo);
    },
    fillText(text, x, y) {
      const [, weight, size, family] = /^(\d+) ([\d.]+)px (.*)$/u.exec(surface.font);
      const halo = waiting.get(`${text} ${x} ${y}`) ?? {};
      const place = {
        x: number(at.x + x * at.s),
        y: number(at.y + y * at.s),
        dy: ".35em",
        "text-anchor": surface.textAlign === "center" ? "middle" : "start",
      };
      const letters = {
        "font-family": family,
        "font-size": number(size * at.s),
        "font-weight": weight,
        fill: surface.fillStyle,
      };
      add("text", { ...place, ...letters, ...halo, ...seen() }, text);
    },
    text: () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`,
  };
  for (const [key, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height, lang: "zh-CN" }))
    root.setAttribute(key, value);
  add("title", {}, title);
  return surface;
}

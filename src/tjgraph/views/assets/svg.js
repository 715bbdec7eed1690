/**
 * A surface that draws as a canvas does, for the few calls that the painter makes, and becomes an SVG document: paths as
 * paths, names as text that can be searched and edited. Transforms are moves and even scalings, and are worked out here.
 */
class SvgSurface {
  static #SPACE = "http://www.w3.org/2000/svg";
  globalAlpha = 1;
  fillStyle = "#000";
  strokeStyle = "#000";
  lineWidth = 1;
  font = "";
  lineJoin = "miter";
  lineCap = "butt";
  textAlign = "start";
  textBaseline = "middle"; // as all of the page's text is
  #root = document.createElementNS(SvgSurface.#SPACE, "svg");
  #waiting = new Map(); // strokes of text that wait for their fill
  #stack = [];
  #at = { s: 1, x: 0, y: 0 };
  #path = [];
  #dash = [];

  constructor(width, height, title) {
    this.canvas = { width, height };
    for (const [key, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height, lang: "zh-CN" }))
      this.#root.setAttribute(key, value);
    this.#add("title", {}, title);
  }

  #add(name, attributes, text) {
    const element = document.createElementNS(SvgSurface.#SPACE, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = withoutControls(text);
    this.#root.append(element);
  }

  #point = (x, y) => `${hundredths(this.#at.x + x * this.#at.s)} ${hundredths(this.#at.y + y * this.#at.s)}`;
  #seen = () => (this.globalAlpha < 1 ? { opacity: hundredths(this.globalAlpha) } : {});

  save() {
    this.#stack.push([this.#at, this.#dash, this.globalAlpha]);
  }
  restore() {
    [this.#at, this.#dash, this.globalAlpha] = this.#stack.pop();
  }
  translate(x, y) {
    const { s } = this.#at;
    this.#at = { s, x: this.#at.x + x * s, y: this.#at.y + y * s };
  }
  scale(s) {
    this.#at = { ...this.#at, s: this.#at.s * s };
  }
  setTransform(s, _b, _c, _d, x, y) {
    this.#at = { s, x, y };
  }
  getTransform() {
    return { a: this.#at.s, e: this.#at.x, f: this.#at.y };
  }
  setLineDash(pattern) {
    this.#dash = pattern;
  }
  beginPath() {
    this.#path = [];
  }
  moveTo(x, y) {
    this.#path.push(`M${this.#point(x, y)}`);
  }
  lineTo(x, y) {
    this.#path.push(`L${this.#point(x, y)}`);
  }
  bezierCurveTo(a, b, c, d, x, y) {
    this.#path.push(`C${this.#point(a, b)} ${this.#point(c, d)} ${this.#point(x, y)}`);
  }
  closePath() {
    this.#path.push("Z");
  }

  fillRect(x, y, w, h) {
    const { s } = this.#at;
    this.#add("rect", {
      x: hundredths(this.#at.x + x * s),
      y: hundredths(this.#at.y + y * s),
      width: hundredths(w * s),
      height: hundredths(h * s),
      fill: this.fillStyle,
    });
  }

  /** The path drawn last, or a glyph (a Path2D that carries its `outline`). */
  fill(glyph) {
    const { x, y, s } = this.#at;
    const moved = glyph
      ? { d: glyph.outline, transform: `translate(${hundredths(x)} ${hundredths(y)}) scale(${s.toFixed(3)})` }
      : { d: this.#path.join("") };
    this.#add("path", { ...moved, fill: this.fillStyle, ...this.#seen() });
  }

  stroke() {
    const { s } = this.#at;
    const dashes = this.#dash.map((dash) => hundredths(dash * s)).join(" ");
    this.#add("path", {
      d: this.#path.join(""),
      fill: "none",
      stroke: this.strokeStyle,
      "stroke-width": hundredths(this.lineWidth * s),
      "stroke-linejoin": this.lineJoin,
      "stroke-linecap": this.lineCap,
      ...(dashes ? { "stroke-dasharray": dashes } : {}),
      ...this.#seen(),
    });
  }

  strokeText(text, x, y) {
    this.#waiting.set(`${text} ${x} ${y}`, {
      stroke: this.strokeStyle,
      "stroke-width": hundredths(this.lineWidth * this.#at.s),
      "stroke-linejoin": "round",
      "paint-order": "stroke",
    });
  }

  fillText(text, x, y) {
    const [, weight, size, family] = /^(\d+) ([\d.]+)px (.*)$/u.exec(this.font);
    const { s } = this.#at;
    const letters = {
      x: hundredths(this.#at.x + x * s),
      y: hundredths(this.#at.y + y * s),
      dy: ".35em",
      "text-anchor": this.textAlign === "center" ? "middle" : "start",
      "font-family": family,
      "font-size": hundredths(size * s),
      "font-weight": weight,
      fill: this.fillStyle,
    };
    this.#add("text", { ...letters, ...(this.#waiting.get(`${text} ${x} ${y}`) ?? {}), ...this.#seen() }, text);
  }

  text = () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(this.#root)}\n`;
}

const hundredths = (value) => String(Math.round(value * 100) / 100);

/** `text` without the characters that XML cannot hold. */
const withoutControls = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "");

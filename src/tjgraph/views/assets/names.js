/** The names of things and relations in the scene: which, where, and drawn. In screen pixels, whatever the zoom. */
class Names {
  #painter;
  #ruler = document.createElement("canvas").getContext("2d");
  #ruled = "";
  #widths = new Map();
  #zoom = "";
  #placed = [];

  constructor(painter) {
    this.#painter = painter;
  }

  /** The scene is another one now. */
  forget() {
    this.#zoom = "";
  }

  /** Names are placed anew only when the zoom or the scene changes: panning moves them all alike. */
  placed() {
    const { shown, place } = this.#painter.scene();
    const scale = this.#painter.scale();
    const zoom = scale.toFixed(4);
    if (this.#zoom === zoom) return this.#placed;
    const spots = shown.map((node) => {
      const { x, y } = place(node.id);
      const r = this.#painter.radius(node) * scale * 1.15;
      return { id: node.id, x: x * scale, y: y * scale, r, node, rank: this.#rank(node) };
    });
    const wanted = [...spots].sort((a, b) => b.rank - a.rank).map((spot) => this.#ofThing(spot));
    this.#zoom = zoom;
    this.#placed = placeLabels([...wanted, ...this.#ofRelations(scale)], spots, (text, font) =>
      this.#width(text, font),
    );
    return this.#placed;
  }

  #rank(node) {
    const { chosen, hovered, focus, ends, lit } = this.#painter.scene();
    return (
      (node.id === chosen ? 4000 : 0) +
      (node.id === hovered ? 3000 : 0) +
      (node.id === focus || ends.includes(node.id) ? 2000 : 0) +
      (lit?.has(node.id) ? 1000 : 0) +
      (node.head ? 100 : 0) +
      node.weight
    );
  }

  #width(text, font) {
    const known = `${font}|${text}`;
    if (!this.#widths.has(known)) {
      if (this.#ruled !== font) this.#ruler.font = this.#ruled = font; // reading a font costs more than measuring with it
      this.#widths.set(known, this.#ruler.measureText(text).width);
    }
    return this.#widths.get(known);
  }

  #ofThing(spot) {
    const { node } = spot;
    const { focus, lit } = this.#painter.scene();
    const strong = this.#painter.isStrong(node);
    const head = node.head && !focus;
    const size = strong ? 15.5 : head ? 14.5 : focus ? 13.5 : 12.5;
    const force = strong || (lit ? lit.has(node.id) : head || focus !== null);
    return {
      ...spot,
      text: node.label,
      size,
      font: `${strong || head ? 600 : 400} ${size}px ${this.#painter.family}`,
      force,
      wrap: head ? [10, 3] : force ? [16, 3] : [9, 2],
      ink: this.#painter.theme().ink,
      dim: this.#painter.isDim(node),
    };
  }

  #ofRelations(scale) {
    const { edges, lit, litEdges, focus } = this.#painter.scene();
    const { accent, quiet } = this.#painter.theme();
    const font = `400 11.5px ${this.#painter.family}`;
    const named = edges.filter((edge) => litEdges.has(edge.id) || (focus && !lit));
    return named.map((edge) => {
      const points = [0.5, 0.42, 0.58, 0.34, 0.66].map((t) => {
        const { x, y } = curvePoint(this.#painter.curve(edge), t);
        return { x: x * scale, y: y * scale };
      });
      const ink = litEdges.has(edge.id) ? accent : quiet;
      const relation = true;
      return {
        id: edge.id,
        relation,
        points,
        text: edge.label,
        size: 11.5,
        font,
        wrap: [9, 2],
        force: false,
        ink,
        dim: false,
      };
    });
  }

  draw(ctx) {
    const { a, e, f } = ctx.getTransform();
    const pixel = a / this.#painter.scale();
    ctx.save();
    ctx.setTransform(pixel, 0, 0, pixel, e, f);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.strokeStyle = this.#painter.theme().halo;
    ctx.lineWidth = 3.5;
    const [left, top] = [-e / pixel, -f / pixel];
    const [right, bottom] = [left + ctx.canvas.width / pixel, top + ctx.canvas.height / pixel];
    for (const name of this.placed()) {
      if (name.right < left || name.left > right || name.bottom < top || name.top > bottom) continue;
      ctx.globalAlpha = name.source.dim ? 0.22 : 1;
      ctx.font = name.font;
      ctx.fillStyle = name.source.ink;
      name.lines.forEach((line, i) => ctx.strokeText(line, name.x, name.y + i * name.line));
      name.lines.forEach((line, i) => ctx.fillText(line, name.x, name.y + i * name.line));
    }
    ctx.restore();
  }

  /** Whose name was drawn last at a point of the screen's pixels: {node} or {edge}; null where there is none. */
  at(x, y) {
    const name = this.#placed.find((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);
    return name ? { [name.source.relation ? "edge" : "node"]: name.id } : null;
  }
}

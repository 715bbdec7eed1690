/** What is seen as a file: a picture (PNG, SVG) or tables (CSV). Made in the page; nothing leaves it. */
class Downloads {
  static #FOOT = 64;
  #model;
  #source;
  #say;

  /**
   * source: {title, painter, camera(), types() → [{label, shape, color}…] on the picture, tally(),
   *          shown() → {nodes, edges}}; say(text) tells the reader what was made.
   */
  constructor(model, source, say) {
    [this.#model, this.#source, this.#say] = [model, source, say];
  }

  /** [[label, save]…] for a menu. */
  ways = () => [
    ["PNG 图片", () => this.#png()],
    ["SVG 矢量图", () => this.#svg()],
    ["CSV 事物", () => this.#things()],
    ["CSV 关系", () => this.#relations()],
  ];

  #save(blob, ending) {
    const plain = this.#source.title.replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, " ").trim();
    const name = plain.slice(0, 80) || "图谱";
    const link = make("a", { href: URL.createObjectURL(blob), download: `${name}${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    this.#say(`已存为 ${link.download}`);
  }

  /** The map as it is seen, and beneath it what its marks mean. */
  #draw(ctx, camera) {
    const { title, painter, tally } = this.#source;
    const theme = painter.theme();
    ctx.fillStyle = theme.sea;
    ctx.fillRect(0, 0, camera.width, camera.height + Downloads.#FOOT);
    painter.paint(ctx, camera);
    ctx.globalAlpha = 1;
    ctx.fillStyle = theme.land;
    ctx.fillRect(0, camera.height, camera.width, Downloads.#FOOT);
    ctx.textAlign = "start";
    ctx.textBaseline = "middle";
    ctx.fillStyle = theme.ink;
    ctx.font = `600 14px ${painter.family}`;
    ctx.fillText(`${title} · ${tally()}`, 16, camera.height + 20);
    this.#drawLegend(ctx, camera, theme);
  }

  #drawLegend(ctx, camera, theme) {
    const { painter } = this.#source;
    let x = 16;
    for (const type of this.#source.types()) {
      const room = 30 + 13 * [...type.label].length;
      if (x + room > camera.width) break;
      ctx.save();
      ctx.translate(x + 6, camera.height + 44);
      ctx.scale(5.5, 5.5);
      ctx.fillStyle = painter.colourOf(type);
      ctx.fill(painter.glyph(type.shape));
      ctx.restore();
      ctx.fillStyle = theme.quiet;
      ctx.font = `400 13px ${painter.family}`;
      ctx.fillText(type.label, x + 17, camera.height + 44);
      x += room;
    }
  }

  #png() {
    const camera = this.#source.camera();
    const high = camera.height + Downloads.#FOOT;
    const ratio = Math.max(2, devicePixelRatio || 1);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(camera.width * ratio), Math.round(high * ratio)];
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    this.#draw(ctx, camera);
    canvas.toBlob((blob) => this.#save(blob, ".png"), "image/png");
  }

  #svg() {
    const camera = this.#source.camera();
    const surface = new SvgSurface(camera.width, camera.height + Downloads.#FOOT, this.#source.title);
    this.#draw(surface, camera);
    this.#save(new Blob([surface.text()], { type: "image/svg+xml" }), ".svg");
  }

  #csv(rows, ending) {
    const lines = rows.map((row) => row.map(csvCell).join(","));
    // The mark tells Excel that it is UTF-8.
    this.#save(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }), ending);
  }

  #proof(number) {
    if (number === undefined) return ["", ""];
    const [text, report, start, end] = this.#model.passage(number);
    return [text, `${report}#char=${start},${end}`];
  }

  #things() {
    const status = ([name, year]) => `${this.#model.statusLabel(name)}${year === null ? "" : ` ${year}`}`;
    const row = (node) => [
      node.label,
      node.kindLabel,
      node.aliases.join("、"),
      node.statuses.map(status).join("、"),
      this.#model.edgesOf(node.id).length,
      node.count,
      ...this.#proof(node.mentions[0]),
    ];
    const head = ["名称", "类型", "别名", "状态", "关系数", "提及次数", "原文", "出处"];
    this.#csv([head, ...this.#source.shown().nodes.map(row)], "-事物.csv");
  }

  #relations() {
    const end = (id) => [this.#model.node(id).label, this.#model.node(id).kindLabel];
    const row = (edge) => [
      ...end(edge.from),
      edge.label,
      ...end(edge.to),
      edge.years.join("、"),
      edge.background ? "背景" : "报告",
      ...this.#proof(edge.evidence[0]),
    ];
    const head = ["起点", "起点类型", "关系", "终点", "终点类型", "年份", "来源", "原文", "出处"];
    this.#csv([head, ...this.#source.shown().edges.map(row)], "-关系.csv");
  }
}

/** A cell that a spreadsheet takes for no formula, and that quotes nothing away. */
function csvCell(value) {
  const text = String(value ?? "");
  return `"${(/^[=+\-@＝＋－＠\t\r\n]/u.test(text) ? `'${text}` : text).replace(/"/gu, '""')}"`;
}

/** What is seen as a file: a picture (PNG, SVG) or tables (CSV). Made in the page; nothing leaves it. */

/**
 * source: {title, painter, camera(), types() → [{label, shape, color}…] on the picture, tally(),
 *          shown() → {nodes, edges}}; say(text) tells the reader what was made.
 */
function createDownloads(model, source, say) {
  const FOOT = 64;

  function save(blob, ending) {
    const name =
      source.title
        .replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, " ")
        .trim()
        .slice(0, 80) || "图谱";
    const link = make("a", { href: URL.createObjectURL(blob), download: `${name}${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say(`已存为 ${link.download}`);
  }

  /** The map as it is seen, and beneath it what its marks mean. */
  function draw(ctx, camera) {
    const theme = source.painter.theme();
    ctx.fillStyle = theme.sea;
    ctx.fillRect(0, 0, camera.width, camera.height + FOOT);
    source.painter.paint(ctx, camera);
    ctx.globalAlpha = 1;
    ctx.fillStyle = theme.land;
    ctx.fillRect(0, camera.height, camera.width, FOOT);
    ctx.textAlign = "start";
    ctx.textBaseline = "middle";
    ctx.fillStyle = theme.ink;
    ctx.font = `600 14px ${source.painter.family}`;
    ctx.fillText(`${source.title} · ${source.tally()}`, 16, camera.height + 20);
    drawLegend(ctx, camera, theme);
  }

  function drawLegend(ctx, camera, theme) {
    let x = 16;
    for (const type of source.types()) {
      const room = 30 + 13 * [...type.label].length;
      if (x + room > camera.width) break;
      ctx.save();
      ctx.translate(x + 6, camera.height + 44);
      ctx.scale(5.5, 5.5);
      ctx.fillStyle = source.painter.colourOf(type);
      ctx.fill(source.painter.glyph(type.shape));
      ctx.restore();
      ctx.fillStyle = theme.quiet;
      ctx.font = `400 13px ${source.painter.family}`;
      ctx.fillText(type.label, x + 17, camera.height + 44);
      x += room;
    }
  }

  function png() {
    const camera = source.camera();
    const ratio = Math.max(2, devicePixelRatio || 1);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(camera.width * ratio), Math.round((camera.height + FOOT) * ratio)];
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    draw(ctx, camera);
    canvas.toBlob((blob) => save(blob, ".png"), "image/png");
  }

  function svg() {
    const camera = source.camera();
    const surface = svgSurface(camera.width, camera.height + FOOT, source.title);
    draw(surface, camera);
    save(new Blob([surface.text()], { type: "image/svg+xml" }), ".svg");
  }

  /** A spreadsheet takes none of these for a formula, and quotes nothing away. */
  const cell = (value) => {
    const text = String(value ?? "");
    return `"${(/^[=+\-@＝＋－＠\t\r\n]/u.test(text) ? `'${text}` : text).replace(/"/gu, '""')}"`;
  };

  function csv(rows, ending) {
    const lines = rows.map((row) => row.map(cell).join(","));
    save(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }), ending); // the mark tells Excel that it is UTF-8
  }

  const proof = (number) => {
    if (number === undefined) return ["", ""];
    const [text, report, start, end] = model.passage(number);
    return [text, `${report}#char=${start},${end}`];
  };

  function things() {
    const statuses = (node) =>
      node.statuses.map(([status, year]) => `${model.statusLabel(status)}${year === null ? "" : ` ${year}`}`);
    const row = (node) => [
      node.label,
      node.kindLabel,
      node.aliases.join("、"),
      statuses(node).join("、"),
      model.edgesOf(node.id).length,
      node.count,
      ...proof(node.mentions[0]),
    ];
    csv(
      [["名称", "类型", "别名", "状态", "关系数", "提及次数", "原文", "出处"], ...source.shown().nodes.map(row)],
      "-事物.csv",
    );
  }

  function relations() {
    const row = (edge) => {
      const [from, to] = [model.node(edge.from), model.node(edge.to)];
      const place = edge.background ? "背景" : "报告";
      return [
        from.label,
        from.kindLabel,
        edge.label,
        to.label,
        to.kindLabel,
        edge.years.join("、"),
        place,
        ...proof(edge.evidence[0]),
      ];
    };
    csv(
      [
        ["起点", "起点类型", "关系", "终点", "终点类型", "年份", "来源", "原文", "出处"],
        ...source.shown().edges.map(row),
      ],
      "-关系.csv",
    );
  }

  return [
    ["PNG 图片", png],
    ["SVG 矢量图", svg],
    ["CSV 事物", things],
    ["CSV 关系", relations],
  ];
}

/**
 * Which names to write, and where: the weightier first, each at the first of four sides where it lies on nothing.
 *
 * wanted: [{id, x, y, r, text, font, size, wrap, force}…] in screen pixels, in order of importance; `wrap` is [letters a
 *         line, lines]; `points` instead of x, y, r says where the middle of the name may be; `force` lets it lie on
 *         glyphs where it has to (never on another name).
 * glyphs: [{id, x, y, r}…]: what else is drawn. measure(text, font) → width.
 * Returns [{id, x, y, left, top, right, bottom, lines, line, font, source}…]; (x, y) is the middle of the first line.
 */
function placeLabels(wanted, glyphs, measure) {
  const taken = boxGrid();
  const marks = boxGrid();
  for (const { id, x, y, r } of glyphs) marks.add({ id, left: x - r, right: x + r, top: y - r, bottom: y + r });
  const placed = [];
  for (const label of wanted) {
    const lines = wrapName(label.text, ...label.wrap);
    const width = Math.max(...lines.map((line) => measure(line, label.font)));
    const line = label.size * 1.22;
    const height = line * lines.length;
    const sides = label.points ?? [
      { x: label.x, y: label.y + label.r + 2 + height / 2 },
      { x: label.x + label.r + 4 + width / 2, y: label.y },
      { x: label.x, y: label.y - label.r - 2 - height / 2 },
      { x: label.x - label.r - 4 - width / 2, y: label.y },
    ];
    const boxes = sides
      .map(({ x, y }) => ({
        id: label.id,
        x,
        left: x - width / 2 - 2,
        right: x + width / 2 + 2,
        top: y - height / 2,
        bottom: y + height / 2,
      }))
      .filter((box) => !taken.meets(box));
    let box = boxes.find((candidate) => !marks.meets(candidate));
    if (!box && label.force) box = leastBy(boxes, marks.met);
    if (!box) continue;
    taken.add(box);
    placed.push({ ...box, y: box.top + line / 2, lines, line, font: label.font, source: label });
  }
  return placed;
}

/** A name on as few lines as it needs, of about the same length, at most `most` of them; the rest becomes an ellipsis. */
function wrapName(text, width, most) {
  const letters = [...text];
  const units = letters.reduce((sum, letter) => sum + (letter.codePointAt(0) < 0x2e80 ? 0.55 : 1), 0);
  const count = Math.min(most, Math.max(1, Math.ceil(units / width)));
  const target = units > width * most ? width : units / count;
  const lines = [""];
  let filled = 0;
  for (const letter of letters) {
    const unit = letter.codePointAt(0) < 0x2e80 ? 0.55 : 1;
    const full = filled + unit > target + 0.3 && !/[”’」』》）)、，。：；！？%…·]/u.test(letter); // none of these begins a line
    if (full && lines.length === count) return [...lines.slice(0, -1), `${lines[count - 1]}…`];
    if (full) {
      const last = lines[lines.length - 1];
      const opener = /[“‘「『《（(]$/u.test(last) ? last.at(-1) : ""; // none of these ends a line
      lines[lines.length - 1] = last.slice(0, last.length - opener.length);
      lines.push(opener);
      filled = opener.length;
    }
    lines[lines.length - 1] += letter;
    filled += unit;
  }
  return lines;
}

/** The first of those with the least value; undefined of none. */
function leastBy(items, value) {
  const values = items.map(value);
  return items[values.indexOf(Math.min(...values))];
}

/** Boxes in a grid of cells, to find those that meet another box without looking at all of them. */
function boxGrid() {
  const cells = new Map();
  const cell = 96;
  const keys = (box) => {
    const found = [];
    for (let i = Math.floor(box.left / cell); i <= Math.floor(box.right / cell); i++)
      for (let j = Math.floor(box.top / cell); j <= Math.floor(box.bottom / cell); j++) found.push(`${i},${j}`);
    return found;
  };
  const meet = (a, b) => a.id !== b.id && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return {
    add(box) {
      for (const key of keys(box)) {
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(box);
      }
    },
    meets: (box) => keys(box).some((key) => cells.get(key)?.some((known) => meet(box, known))),
    /** How many boxes of other things this one lies on. */
    met: (box) => new Set(keys(box).flatMap((key) => cells.get(key)?.filter((known) => meet(box, known)) ?? [])).size,
  };
}

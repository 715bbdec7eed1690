/** Pieces of the page. Text goes in as text, never as HTML. */

/** An element with properties, listeners (`onclick` …) and children; strings become text nodes. */
function make(tag, { onclick, attributes = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (onclick) element.addEventListener("click", onclick);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const makeButton = (text, onclick, properties = {}) => make("button", { type: "button", onclick, ...properties }, text);

/** While pointer or focus is on the element, the map shows where the thing is. */
function showOnHover(element, node, actions) {
  // Not `pointerenter`: that also comes when the panel changes under a pointer at rest.
  for (const event of ["pointermove", "focus"]) element.addEventListener(event, () => actions.hover({ node: node.id }));
  for (const event of ["pointerleave", "blur"]) element.addEventListener(event, () => actions.hover(null));
}

/** A thing's mark as in the map, for legends and lists. */
function makeGlyph(shape, color) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  const attributes = { viewBox: "-1.5 -1.5 3 3", class: "glyph", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  path.setAttribute("d", glyphPath(shape));
  path.setAttribute("fill", color);
  svg.append(path);
  return svg;
}

/** The first few of a list, and a button that brings the rest; who pressed it goes on at the first of these. */
function few(items, build, many = 6) {
  const rest = items.slice(many);
  const box = make("div", {}, items.slice(0, many).map(build));
  if (!rest.length) return box;
  const bring = () => {
    const brought = rest.map(build);
    more.replaceWith(...brought);
    const first = brought[0].matches("button, summary") ? brought[0] : brought[0].querySelector("button, summary");
    (first ?? Object.assign(brought[0], { tabIndex: -1 })).focus();
  };
  const more = makeButton(`再看 ${rest.length} 条`, bring, { className: "more" });
  box.append(more);
  return box;
}

const part = (title, ...children) => make("section", { className: "part" }, make("h3", {}, title), ...children);

const yearsText = (years) => years.map((year) => `${year} 年`).join("、");

/** All the names that a thing goes by. */
const namesOf = (node) => [node.label, ...node.aliases];

/** A button for a thing: a click chooses it. */
function makeThing(node, actions) {
  const button = make(
    "button",
    {
      type: "button",
      className: "thing",
      title: `${node.kindLabel}：${node.label}`,
      onclick: () => actions.choose({ node: node.id }),
    },
    makeGlyph(node.shape, node.color),
    make("span", {}, node.label),
  );
  showOnHover(button, node, actions);
  return button;
}

/** `text` cut where one of `names` stands: [{text, name}…], name being the index into `names`, or -1 between them. */
function markNames(text, names) {
  const order = names.map((name, index) => ({ name, index })).filter(({ name }) => name);
  order.sort((a, b) => b.name.length - a.name.length);
  const parts = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const hit = order.find(({ name }) => text.startsWith(name, at));
    if (!hit) {
      plain += text[at++];
      continue;
    }
    if (plain) parts.push({ text: plain, name: -1 });
    plain = "";
    parts.push({ text: hit.name, name: hit.index });
    at += hit.name.length;
  }
  if (plain) parts.push({ text: plain, name: -1 });
  return parts;
}

/** Which of a thing's names to mark: one of a single letter (津) only where the thing goes by no longer one. */
function standing(text, list) {
  const there = list.filter((name) => text.includes(name));
  const long = there.filter((name) => [...name].length > 1);
  return long.length ? long : there;
}

/** A passage with names marked: those of `marks[0]` in one way, those of `marks[1]` in another; and where it stands. */
function makeQuote(model, number, marks) {
  const [text, report, start, end] = model.passage(number);
  const flat = marks.flatMap((list, way) => standing(text, list).map((name) => ({ name, way })));
  const parts = markNames(
    text,
    flat.map(({ name }) => name),
  ).map((piece) =>
    piece.name < 0 ? piece.text : make("mark", { className: `way${flat[piece.name].way}` }, piece.text),
  );
  const place = `${report} · 第 ${start}–${end} 字`;
  const address = model.reportPage(report, start, end);
  return make(
    "figure",
    { className: "quote" },
    make("blockquote", {}, parts),
    make("figcaption", {}, address ? make("a", { href: address }, place) : place),
  );
}

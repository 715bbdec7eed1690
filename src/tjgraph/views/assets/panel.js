/** The side panel: what a thing or a relation is, and the sentences that say so. Text goes in as text, never as HTML. */

/** An element with properties, listeners (`onclick` …) and children; strings become text nodes. */
function make(tag, { onclick, attributes = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (onclick) element.addEventListener("click", onclick);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
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

/** actions: {choose(what), focus(id), back()} */
function createPanel(model, root, actions) {
  const names = (node) => [node.label, ...node.aliases];
  const yearsText = (years) => years.filter((year) => year !== null).map((year) => `${year} 年`).join("、");

  function thing(node) {
    return make(
      "button",
      { type: "button", className: "thing", title: `${node.kindLabel}：${node.label}`, onclick: () => actions.choose({ node: node.id }) },
      makeGlyph(node.shape, node.color),
      make("span", {}, node.label),
    );
  }

  /** Which of a thing's names to mark: one of a single letter (津) only where the thing goes by no longer one. */
  function standing(text, list) {
    const there = list.filter((name) => text.includes(name));
    const long = there.filter((name) => [...name].length > 1);
    return long.length ? long : there;
  }

  /** A sentence with names marked: those of `marks[0]` in one way, those of `marks[1]` in another. */
  function quote(number, marks) {
    const [text, report, start, end] = model.passage(number);
    const flat = marks.flatMap((list, way) => standing(text, list).map((name) => ({ name, way })));
    const parts = markNames(text, flat.map(({ name }) => name)).map((part) =>
      part.name < 0 ? part.text : make("mark", { className: `way${flat[part.name].way}` }, part.text),
    );
    return make(
      "figure",
      { className: "quote" },
      make("blockquote", {}, parts),
      make("figcaption", {}, `${report} · 第 ${start}–${end} 字`),
    );
  }

  /** The first few of a list, and a button that brings the rest. */
  function few(items, build, many = 6) {
    const rest = items.slice(many);
    const box = make("div", {}, items.slice(0, many).map(build));
    if (rest.length) {
      const more = make("button", { type: "button", className: "more" }, `再看 ${rest.length} 条`);
      more.addEventListener("click", () => more.replaceWith(...rest.map(build)));
      box.append(more);
    }
    return box;
  }

  const part = (title, ...children) => make("section", { className: "part" }, make("h3", {}, title), ...children);

  function relationRows(node) {
    const groups = new Map();
    for (const edge of model.edgesOf(node.id)) {
      const outward = edge.from === node.id;
      const title = outward ? `${edge.label} →` : `← ${edge.label}`;
      if (!groups.has(title)) groups.set(title, []);
      groups.get(title).push(edge);
    }
    return [...groups].map(([title, edges]) =>
      make(
        "div",
        { className: "relation" },
        make("h4", {}, title, edges.length > 1 ? make("span", { className: "quiet" }, ` ${edges.length}`) : null),
        few(edges, (edge) => relationRow(edge, model.other(edge, node.id))),
      ),
    );
  }

  function relationRow(edge, other) {
    return make(
      "div",
      { className: "row" },
      thing(other),
      make("span", { className: "quiet" }, edge.background ? "背景" : yearsText(edge.years)),
      make(
        "button",
        { type: "button", className: "proof", title: "看原文证据", onclick: () => actions.choose({ edge: edge.id }) },
        "原文",
      ),
    );
  }

  function statusRows(node) {
    return node.statuses.map(([status, year, passage]) =>
      make(
        "details",
        { className: "status" },
        make("summary", {}, make("b", {}, model.statusLabel(status)), year === null ? null : ` ${year} 年`),
        quote(passage, [names(node)]),
      ),
    );
  }

  function showNode(node, { focused }) {
    const mates = model.companions(node);
    const related = model.edgesOf(node.id).length;
    fill(
      heading(makeGlyph(node.shape, node.color), node.label),
      make("p", { className: "quiet" }, `${node.kindLabel} · 提及 ${node.count} 处 · 关系 ${related} 条`),
      node.aliases.length ? make("p", {}, make("span", { className: "quiet" }, "又名 "), node.aliases.join("、")) : null,
      make(
        "p",
        { className: "tools" },
        make("button", { type: "button", onclick: () => actions.focus(focused ? null : node.id) }, focused ? "回到全图" : "只看它的周围"),
      ),
      node.statuses.length ? part("状态", statusRows(node)) : null,
      related ? part("关系", relationRows(node)) : null,
      node.mentions.length ? part("原文", few(node.mentions, (number) => quote(number, [names(node)]))) : null,
      mates.length ? part("同句提到", make("div", { className: "things" }, few(mates, thing, 12))) : null,
    );
  }

  function showEdge(edge) {
    const [from, to] = [model.node(edge.from), model.node(edge.to)];
    fill(
      heading(null, `${from.label} ${edge.label} ${to.label}`),
      make("p", { className: "triple" }, thing(from), make("span", { className: "verb" }, `${edge.label} →`), thing(to)),
      edge.years.length ? make("p", { className: "quiet" }, yearsText(edge.years)) : null,
      edge.background ? make("p", { className: "note" }, "这是背景知识，不是报告原文所说。") : null,
      edge.evidence.length ? part("原文证据", few(edge.evidence, (number) => quote(number, [names(from), names(to)]))) : null,
    );
  }

  /** With nothing chosen: the weightiest of what is shown, or all of it under a `title` that says how it was picked out. */
  function showStart(shown, title) {
    const first = [...shown].sort(model.byWeight);
    fill(
      part(
        title ? `${title} ${shown.length} 个` : "从这里开始",
        make("div", { className: "things" }, title ? few(first, thing, 30) : first.slice(0, 10).map(thing)),
      ),
      make("p", { className: "quiet hint" }, "单击看原文与关系，双击只看周围；单击连线看证据。"),
      make("p", { className: "quiet hint keys" }, "/ 搜索 · 0 全图 · F 只看周围 · Esc 返回"),
    );
  }

  function heading(glyph, text) {
    const back = make("button", { type: "button", className: "back", title: "返回上一步", onclick: actions.back }, "← 返回");
    return make("div", { className: "head" }, back, make("h2", {}, glyph, make("span", {}, text)));
  }

  function fill(...children) {
    root.replaceChildren(...children.filter(Boolean));
    root.scrollTop = 0;
    root.parentElement.scrollTop = 0;
  }

  return { showNode, showEdge, showStart };
}

/** The side panel: what a thing or a relation is, and the sentences that say so. Text goes in as text, never as HTML. */

/** An element with properties, listeners (`onclick` …) and children; strings become text nodes. */
function make(tag, { onclick, attributes = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (onclick) element.addEventListener("click", onclick);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

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

/** actions: {choose(what), focus(id), findPath(ends), hover(what)} */
function createPanel(model, root, actions) {
  const names = (node) => [node.label, ...node.aliases];
  const yearsText = (years) =>
    years
      .filter((year) => year !== null)
      .map((year) => `${year} 年`)
      .join("、");

  function thing(node) {
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
    const parts = markNames(
      text,
      flat.map(({ name }) => name),
    ).map((part) => (part.name < 0 ? part.text : make("mark", { className: `way${flat[part.name].way}` }, part.text)));
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

  function figureRows(node) {
    return few(node.figures, ([head, amount, passages]) =>
      make(
        "details",
        { className: "status" },
        make("summary", {}, make("span", { className: "quiet" }, `${head} `), make("b", {}, amount)),
        passages.map((passage) => quote(passage, [[amount, ...names(node)]])),
      ),
    );
  }

  function showNode(node, { focused }) {
    const mates = model.companions(node);
    const related = model.edgesOf(node.id).length;
    fill(
      heading(makeGlyph(node.shape, node.color), node.label),
      make("p", { className: "quiet" }, `${node.kindLabel} · 提及 ${node.count} 处 · 关系 ${related} 条`),
      node.aliases.length
        ? make("p", {}, make("span", { className: "quiet" }, "又名 "), node.aliases.join("、"))
        : null,
      make(
        "p",
        { className: "ways" },
        make(
          "button",
          { type: "button", onclick: () => actions.focus(focused ? null : node.id) },
          focused ? "回到全图" : "只看它的周围",
        ),
        make("button", { type: "button", onclick: () => actions.findPath({ from: node.id, to: null }) }, "从它找路径"),
      ),
      node.statuses.length ? part("状态", statusRows(node)) : null,
      node.figures.length ? part(`数字 ${node.figures.length}`, figureRows(node)) : null,
      related ? part("关系", relationRows(node)) : null,
      node.mentions.length
        ? part(
            "原文",
            few(node.mentions, (number) => quote(number, [names(node)])),
          )
        : null,
      mates.length ? part("同句提到", make("div", { className: "things" }, few(mates, thing, 12))) : null,
    );
  }

  function showEdge(edge) {
    const [from, to] = [model.node(edge.from), model.node(edge.to)];
    fill(
      heading(null, `${from.label} ${edge.label} ${to.label}`),
      make(
        "p",
        { className: "triple" },
        thing(from),
        make("span", { className: "verb" }, `${edge.label} →`),
        thing(to),
      ),
      edge.years.length ? make("p", { className: "quiet" }, yearsText(edge.years)) : null,
      edge.background ? make("p", { className: "note" }, "这是背景知识，不是报告原文所说。") : null,
      edge.evidence.length
        ? part(
            "原文证据",
            few(edge.evidence, (number) => quote(number, [names(from), names(to)])),
          )
        : null,
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
      make("p", { className: "quiet hint" }, "单击看原文与关系，双击只看周围；单击连线看证据。按 ? 看快捷键。"),
    );
  }

  /** Two boxes for the ends, and between them the way, with the sentence at each step. */
  function showPath({ from, to }, { path, ways }) {
    const ends = { from, to };
    const box = (end, label) => {
      const input = make("input", {
        type: "text",
        id: `path-${end}`,
        value: ends[end] ? model.node(ends[end]).label : "",
      });
      input.placeholder = "搜索，或在图上点一个";
      const field = make("div", { className: "search end" }, make("label", { htmlFor: input.id }, label), input);
      createCombobox(model, input, (id) => actions.findPath({ ...ends, [end]: id }));
      return field;
    };
    const turn = make("button", { type: "button", onclick: () => actions.findPath({ from: to, to: from }) }, "对调");
    fill(
      heading(null, "两者之间的路径"),
      box("from", "起点"),
      box("to", "终点"),
      make("p", { className: "ways" }, turn),
      pathAnswer(ends, path, ways),
    );
  }

  function pathAnswer({ from, to }, path, ways) {
    if (!from || !to) return null;
    if (from === to) return make("p", { className: "note" }, "起点和终点是同一样东西。");
    if (path) {
      const steps = path.slice(1).map((id, i) => pathStep(model.node(path[i]), model.node(id)));
      const others = ways > 1 ? `，同样短的有 ${ways} 条，这是其一` : "";
      return part(`最短的路：${path.length - 1} 步${others}`, make("ol", { className: "steps" }, steps));
    }
    const [one, two] = [model.node(from), model.node(to)];
    const shared = one.mentions.filter((passage) => two.mentions.includes(passage));
    const none = make("p", { className: "note" }, `图里没有关系把“${one.label}”和“${two.label}”连起来。`);
    return make(
      "div",
      {},
      none,
      shared.length
        ? part(
            "但同在一句里说到",
            few(shared, (passage) => quote(passage, [names(one), names(two)])),
          )
        : null,
    );
  }

  function pathStep(one, two) {
    const links = model.between(one.id, two.id).map((edge) =>
      make(
        "div",
        {},
        make(
          "p",
          { className: "triple" },
          thing(one),
          make("span", { className: "verb" }, edge.from === one.id ? `${edge.label} →` : `← ${edge.label}`),
          thing(two),
        ),
        make("p", { className: "quiet" }, edge.background ? "背景知识，不是报告原文所说" : yearsText(edge.years)),
        few(edge.evidence, (number) => quote(number, [names(one), names(two)]), 1),
      ),
    );
    return make("li", {}, links);
  }

  function heading(glyph, text) {
    return make("div", { className: "head" }, make("h2", { tabIndex: -1 }, glyph, make("span", {}, text)));
  }

  /** Who was reading here, or came by a button that is gone now, goes on at the heading. */
  function fill(...children) {
    const inside = root.contains(document.activeElement);
    root.replaceChildren(...children.filter(Boolean));
    root.scrollTop = 0;
    root.parentElement.scrollTop = 0;
    if (inside) begin();
  }

  const begin = () => (root.querySelector("h2") ?? root).focus({ preventScroll: true });

  /** To the end of a path that is still to be said; on a phone the keyboard would cover the map. */
  function beginPath() {
    const empty = [...root.querySelectorAll(".end input")].find((input) => !input.value);
    if (!empty) begin();
    else if (matchMedia("(hover: hover)").matches) empty.focus();
  }

  return { showNode, showEdge, showPath, showStart, begin, beginPath };
}

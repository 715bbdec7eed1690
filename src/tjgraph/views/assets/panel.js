/** The side panel: what a thing, a relation or a path is, and the sentences that say so. */

/** actions: {choose(what), focus(id), open(id), fold(id), findPath(ends), hover(what)} */
class Panel {
  #model;
  #root;
  #actions;

  constructor(model, root, actions) {
    [this.#model, this.#root, this.#actions] = [model, root, actions];
  }

  #thing = (node) => makeThing(node, this.#actions);
  #quote = (number, marks) => makeQuote(this.#model, number, marks);

  /** A thing. around: null on the whole map, else {focused, opened, unseen} of it in the surroundings shown. */
  showNode(node, around) {
    const mates = this.#model.companions(node);
    const related = this.#model.edgesOf(node.id).length;
    const quiet = (text) => make("span", { className: "quiet" }, text);
    const quotes = few(node.mentions, (number) => this.#quote(number, [namesOf(node)]));
    this.#fill(
      this.#heading(makeGlyph(node.shape, node.color), node.label),
      make("p", { className: "quiet" }, `${node.kindLabel} · 提及 ${node.count} 处 · 关系 ${related} 条`),
      node.aliases.length ? make("p", {}, quiet("又名 "), node.aliases.join("、")) : null,
      make("p", { className: "ways" }, this.#waysOn(node, around)),
      node.statuses.length ? part("进展", this.#statusRows(node)) : null,
      node.figures.length ? part(`数字 ${node.figures.length}`, this.#figureRows(node)) : null,
      related ? part("关系", this.#relationRows(node)) : null,
      node.mentions.length ? part("原文", quotes) : null,
      mates.length ? part("同句提到", make("div", { className: "things" }, few(mates, this.#thing, 12))) : null,
    );
  }

  /** What one may do with a thing. */
  #waysOn(node, around) {
    const { focus, open, fold, findPath } = this.#actions;
    const page = this.#model.thingPage(node);
    return [
      around?.focused ? makeButton("回到全图", () => focus(null)) : null,
      around?.unseen && !around.focused
        ? makeButton(`展开它的周围（${around.unseen} 个没有画）`, () => open(node.id))
        : null,
      around?.opened ? makeButton("收起它展开的", () => fold(node.id)) : null,
      around?.focused ? null : makeButton("只看它的周围", () => focus(node.id)),
      makeButton("从它找路径", () => findPath({ from: node.id, to: null })),
      page ? make("a", { href: page }, "它的网页") : null,
    ];
  }

  #statusRows(node) {
    return node.statuses.map(([status, year, passage]) =>
      make(
        "details",
        { className: "status" },
        make("summary", {}, make("b", {}, this.#model.statusLabel(status)), year === null ? null : ` ${year} 年`),
        this.#quote(passage, [namesOf(node)]),
      ),
    );
  }

  #figureRows(node) {
    return few(node.figures, ([head, amount, passages]) =>
      make(
        "details",
        { className: "status" },
        make("summary", {}, make("span", { className: "quiet" }, `${head} `), make("b", {}, amount)),
        passages.map((passage) => this.#quote(passage, [[amount, ...namesOf(node)]])),
      ),
    );
  }

  #relationRows(node) {
    const groups = new Map();
    for (const edge of this.#model.edgesOf(node.id)) {
      const title = edge.from === node.id ? `${edge.label} →` : `← ${edge.label}`;
      if (!groups.has(title)) groups.set(title, []);
      groups.get(title).push(edge);
    }
    return [...groups].map(([title, edges]) =>
      make(
        "div",
        { className: "relation" },
        make("h4", {}, title, edges.length > 1 ? make("span", { className: "quiet" }, ` ${edges.length}`) : null),
        few(edges, (edge) => this.#relationRow(edge, this.#model.other(edge, node.id))),
      ),
    );
  }

  #relationRow(edge, other) {
    const proof = { className: "proof", title: `“${other.label}”这条关系凭什么` };
    return make(
      "div",
      { className: "row" },
      this.#thing(other),
      make("span", { className: "quiet" }, edge.background ? "背景" : yearsText(edge.years)),
      makeButton(edge.background ? "说明" : "原文", () => this.#actions.choose({ edge: edge.id }), proof),
    );
  }

  showEdge(edge) {
    const [from, to] = [this.#model.node(edge.from), this.#model.node(edge.to)];
    const quotes = few(edge.evidence, (number) => this.#quote(number, [namesOf(from), namesOf(to)]));
    this.#fill(
      this.#heading(null, `${from.label} ${edge.label} ${to.label}`),
      this.#triple(from, `${edge.label} →`, to),
      edge.years.length ? make("p", { className: "quiet" }, yearsText(edge.years)) : null,
      edge.background ? make("p", { className: "note" }, "这是背景知识，不是报告原文所说。") : null,
      edge.evidence.length ? part("原文证据", quotes) : null,
    );
  }

  #triple(one, verb, two) {
    return make(
      "p",
      { className: "triple" },
      this.#thing(one),
      make("span", { className: "verb" }, verb),
      this.#thing(two),
    );
  }

  /** With nothing chosen: the weightiest of what is shown, or all of it under a `title` that says how it was picked out. */
  showStart(shown, title) {
    const first = [...shown].sort(this.#model.byWeight);
    const things = title ? few(first, this.#thing, 30) : first.slice(0, 10).map(this.#thing);
    const hint = "单击看原文与关系，双击展开它的周围；单击连线看证据。按 ? 看快捷键。";
    this.#fill(
      part(title ? `${title} ${shown.length} 个` : "从这里开始", make("div", { className: "things" }, things)),
      make("p", { className: "quiet hint" }, hint),
    );
  }

  /** Two boxes for the ends, and between them the way, with the sentence at each step. */
  showPath(ends, { path, ways }) {
    const turn = () => this.#actions.findPath({ from: ends.to, to: ends.from });
    this.#fill(
      this.#heading(null, "两者之间的路径"),
      this.#endBox(ends, "from", "起点"),
      this.#endBox(ends, "to", "终点"),
      make("p", { className: "ways" }, makeButton("对调", turn)),
      this.#pathAnswer(ends, path, ways),
    );
  }

  #endBox(ends, end, label) {
    const value = ends[end] ? this.#model.node(ends[end]).label : "";
    const input = make("input", { type: "text", id: `path-${end}`, value, placeholder: "搜索，或在图上点一个" });
    const field = make("div", { className: "search end" }, make("label", { htmlFor: input.id }, label), input);
    new Combobox(this.#model, input, (id) => this.#actions.findPath({ ...ends, [end]: id }));
    return field;
  }

  #pathAnswer({ from, to }, path, ways) {
    if (!from || !to) return null;
    if (from === to) return make("p", { className: "note" }, "起点和终点是同一样东西。");
    if (path) {
      const steps = path.slice(1).map((id, i) => this.#pathStep(this.#model.node(path[i]), this.#model.node(id)));
      const others = ways > 1 ? `，同样短的有 ${ways} 条，这是其一` : "";
      return part(`最短的路：${path.length - 1} 步${others}`, make("ol", { className: "steps" }, steps));
    }
    const [one, two] = [this.#model.node(from), this.#model.node(to)];
    const shared = one.mentions.filter((passage) => two.mentions.includes(passage));
    const none = make("p", { className: "note" }, `图里没有关系把“${one.label}”和“${two.label}”连起来。`);
    const quotes = few(shared, (passage) => this.#quote(passage, [namesOf(one), namesOf(two)]));
    return make("div", {}, none, shared.length ? part("但同在一句里说到", quotes) : null);
  }

  #pathStep(one, two) {
    const links = this.#model.between(one.id, two.id).map((edge) => {
      const verb = edge.from === one.id ? `${edge.label} →` : `← ${edge.label}`;
      const when = edge.background ? "背景知识，不是报告原文所说" : yearsText(edge.years);
      const quotes = few(edge.evidence, (number) => this.#quote(number, [namesOf(one), namesOf(two)]), 1);
      return make("div", {}, this.#triple(one, verb, two), make("p", { className: "quiet" }, when), quotes);
    });
    return make("li", {}, links);
  }

  #heading(glyph, text) {
    return make("div", { className: "head" }, make("h2", { tabIndex: -1 }, glyph, make("span", {}, text)));
  }

  /** Who was reading here, or came by a button that is gone now, goes on at the heading. */
  #fill(...children) {
    const inside = this.#root.contains(document.activeElement);
    this.#root.replaceChildren(...children.filter(Boolean));
    this.#root.scrollTop = 0;
    this.#root.parentElement.scrollTop = 0;
    if (inside) this.begin();
  }

  begin() {
    (this.#root.querySelector("h2") ?? this.#root).focus({ preventScroll: true });
  }

  /** To the end of a path that is still to be said; on a phone the keyboard would cover the map. */
  beginPath() {
    const empty = [...this.#root.querySelectorAll(".end input")].find((input) => !input.value);
    if (!empty) this.begin();
    else if (matchMedia("(hover: hover)").matches) empty.focus();
  }
}

/** The legend that filters: rows of toggles, one row a facet. A facet with nothing chosen lets everything through. */
class Facets {
  #model;
  #actions;
  #note = document.getElementById("filter-note");
  #chips = [];
  #clear;
  #filters = null;

  constructor(model, actions) {
    [this.#model, this.#actions] = [model, actions];
    const { types, relations, statuses, years } = model.facts;
    const rows = [
      { facet: "types", title: "类型", values: types, fewest: 1 },
      { facet: "relations", title: "关系", values: relations, fewest: 1 },
      { facet: "statuses", title: "进展", values: statuses, fewest: 1 },
      { facet: "years", title: "年份", values: years, fewest: 2 },
    ].filter(({ values, fewest }) => values.length >= fewest);
    this.#clear = makeButton("清除筛选", () => actions.clearFilters(), { className: "clear" });
    document.getElementById("facets").append(...rows.map((row) => this.#row(row)), this.#clear);
  }

  #row({ facet, title, values }) {
    return make(
      "div",
      { className: "facet", attributes: { role: "group", "aria-label": title } },
      make("span", { className: "facet-title" }, title),
      make(
        "div",
        { className: "chips" },
        values.map((value) => this.#chip(facet, value)),
      ),
    );
  }

  #chip(facet, value) {
    const count = make("span", { className: "count" });
    const button = make(
      "button",
      { type: "button", className: "chip", attributes: { "data-facet": facet, "data-value": value.name } },
      value.shape ? makeGlyph(value.shape, value.color) : null,
      make("span", {}, value.label),
      count,
    );
    button.addEventListener("click", () => this.#actions.filter(facet, value.name));
    this.#chips.push({ button, count, facet, name: value.name });
    return button;
  }

  /** What is chosen, and at each value how much of the graph would be left by it and the other facets. */
  render(filters) {
    if (filters === this.#filters) return;
    this.#filters = filters;
    const counts = this.#model.counts(filters);
    for (const { button, count, facet, name } of this.#chips) {
      const left = counts[facet].get(name);
      count.textContent = String(left);
      button.setAttribute("aria-pressed", String(filters[facet].has(name)));
      button.classList.toggle("off", (filters[facet].size > 0 || !left) && !filters[facet].has(name));
    }
    const chosen = Object.values(filters).reduce((sum, set) => sum + set.size, 0);
    if (!chosen && document.activeElement === this.#clear) document.querySelector("#filters summary").focus();
    this.#clear.hidden = !chosen;
    this.#note.textContent = chosen ? `已选 ${chosen} 项` : "";
  }
}

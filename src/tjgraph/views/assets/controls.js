/** The search box and the filters: what the reader puts in, handed on to `actions`. */

/** A combobox after the ARIA pattern: arrows move, Enter jumps, Esc closes. */
function createSearch(model, actions) {
  const input = document.getElementById("search");
  const list = document.getElementById("results");
  let hits = [];
  let active = -1;

  function render() {
    list.replaceChildren(...hits.map(option));
    if (input.value.trim() && !hits.length)
      list.append(make("li", { className: "none" }, "没有这个名称。试试更短的词，或别的叫法。"));
    list.hidden = !list.childElementCount;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(hits.length ? 0 : -1);
  }

  function option({ node, name }, index) {
    const item = make(
      "li",
      { id: `hit-${index}`, attributes: { role: "option" } },
      makeGlyph(node.shape, node.color),
      make("span", { className: "name" }, node.label, name === node.label ? null : make("i", {}, ` ${name}`)),
      make("span", { className: "quiet" }, node.kindLabel),
    );
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      pick(index);
    });
    return item;
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `hit-${active}`);
      list.children[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function pick(index) {
    const hit = hits[index];
    if (!hit) return;
    close();
    input.value = hit.node.label;
    input.blur();
    actions.jump(hit.node.id);
  }

  function close() {
    hits = [];
    list.replaceChildren();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function search() {
    hits = model.search(input.value, 12);
    render();
  }

  input.addEventListener("input", search);
  input.addEventListener("focus", () => {
    input.select();
    if (input.value.trim()) search();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (hits.length) mark((active + step + hits.length) % hits.length);
    } else if (event.key === "Enter") pick(active);
    else if (event.key === "Escape") {
      input.value = "";
      input.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return { begin: () => input.focus(), clear: () => (input.value = "") };
}

/** Rows of toggles, one row a facet. A facet with nothing chosen lets everything through. */
function createFacets(model, filters, actions) {
  const { types, relations, statuses, years } = model.facts;
  const rows = [
    { key: "types", title: "类型", values: types },
    { key: "relations", title: "关系", values: relations },
    { key: "statuses", title: "状态", values: statuses },
    { key: "years", title: "年份", values: years },
  ].filter(({ key, values }) => values.length > (key === "types" ? 0 : 1) || (key !== "types" && key !== "years" && values.length));
  const note = document.getElementById("filter-note");
  const buttons = [];

  function chip(key, value) {
    const button = make(
      "button",
      { type: "button", className: "chip", attributes: { "data-facet": key, "data-value": value.name } },
      value.shape ? makeGlyph(value.shape, value.color) : null,
      make("span", {}, value.label),
      make("span", { className: "count" }, String(value.count)),
    );
    button.addEventListener("click", () => {
      if (!filters[key].delete(value.name)) filters[key].add(value.name);
      actions.filtered();
    });
    buttons.push({ button, key, value });
    return button;
  }

  function render() {
    const chosen = Object.values(filters).reduce((sum, set) => sum + set.size, 0);
    for (const { button, key, value } of buttons) {
      button.setAttribute("aria-pressed", String(filters[key].has(value.name)));
      button.classList.toggle("off", filters[key].size > 0 && !filters[key].has(value.name));
    }
    clear.hidden = !chosen;
    note.textContent = chosen ? `已选 ${chosen} 项` : "";
  }

  function reset() {
    for (const set of Object.values(filters)) set.clear();
    actions.filtered();
  }

  const clear = make("button", { type: "button", className: "clear", onclick: reset }, "清除筛选");
  const groups = rows.map(({ key, title, values }) =>
    make(
      "div",
      { className: "facet", attributes: { role: "group", "aria-label": title } },
      make("span", { className: "facet-title" }, title),
      make("div", { className: "chips" }, values.map((value) => chip(key, value))),
    ),
  );
  document.getElementById("facets").append(...groups, clear);
  render();
  return { render, reset };
}

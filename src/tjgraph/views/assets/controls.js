/** The search boxes and the filters: what the reader puts in, handed on to `actions`. */

let comboboxes = 0;

/**
 * Makes `input` a combobox after the ARIA pattern, with its list after it: arrows move, Enter picks, Esc closes.
 * `pick(id)` hears what was chosen. Returns {begin(), clear()}.
 */
function createCombobox(model, input, pick) {
  const prefix = `hits-${(comboboxes += 1)}`;
  const list = make("ul", { id: prefix, hidden: true, attributes: { role: "listbox", "aria-label": "搜索结果" } });
  const none = make("p", { hidden: true, attributes: { role: "status" } });
  const roles = {
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": prefix,
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
  };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  input.after(make("div", { className: "hits" }, list, none));
  let hits = [];
  let active = -1;

  function render() {
    list.replaceChildren(...hits.map(option));
    list.hidden = !hits.length;
    none.hidden = !input.value.trim() || hits.length > 0;
    none.textContent = none.hidden
      ? ""
      : `没有这个名称${model.facts.notice ? "（这里只画了一部分）" : ""}。试试更短的词、别的叫法或拼音首字母。`;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(hits.length ? 0 : -1);
  }

  function option({ node, name }, index) {
    const item = make(
      "li",
      { id: `${prefix}-${index}`, attributes: { role: "option" } },
      makeGlyph(node.shape, node.color),
      make("span", { className: "name" }, node.label, name === node.label ? null : make("i", {}, ` ${name}`)),
      make("span", { className: "quiet" }, node.kindLabel),
    );
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(index);
    });
    return item;
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `${prefix}-${active}`);
      list.children[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function take(index) {
    const hit = hits[index];
    if (!hit) return;
    close();
    input.value = hit.node.label;
    pick(hit.node.id);
  }

  function close() {
    hits = [];
    list.replaceChildren();
    list.hidden = none.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function search() {
    hits = model.find(input.value, 12);
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
    } else if (event.key === "Enter") take(active);
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
function createFacets(model, actions) {
  const { types, relations, statuses, years } = model.facts;
  const rows = [
    { key: "types", title: "类型", values: types },
    { key: "relations", title: "关系", values: relations },
    { key: "statuses", title: "状态", values: statuses },
    { key: "years", title: "年份", values: years },
  ].filter(
    ({ key, values }) =>
      values.length > (key === "types" ? 0 : 1) || (key !== "types" && key !== "years" && values.length),
  );
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
    button.addEventListener("click", () => actions.filter(key, value.name));
    buttons.push({ button, key, value });
    return button;
  }

  function render(filters) {
    const chosen = Object.values(filters).reduce((sum, set) => sum + set.size, 0);
    for (const { button, key, value } of buttons) {
      button.setAttribute("aria-pressed", String(filters[key].has(value.name)));
      button.classList.toggle("off", filters[key].size > 0 && !filters[key].has(value.name));
    }
    clear.hidden = !chosen;
    note.textContent = chosen ? `已选 ${chosen} 项` : "";
  }

  const clear = make(
    "button",
    { type: "button", className: "clear", onclick: () => actions.clearFilters() },
    "清除筛选",
  );
  const groups = rows.map(({ key, title, values }) =>
    make(
      "div",
      { className: "facet", attributes: { role: "group", "aria-label": title } },
      make("span", { className: "facet-title" }, title),
      make(
        "div",
        { className: "chips" },
        values.map((value) => chip(key, value)),
      ),
    ),
  );
  document.getElementById("facets").append(...groups, clear);
  return { render };
}

/** The same things as the map shows, as a list by type, for those who do not see the map or would rather read. */
function createList(model, actions) {
  const box = document.getElementById("list");
  const body = document.getElementById("list-body");
  const note = document.getElementById("list-note");
  const order = (node) => node.sounds[0] || node.label;
  let shown = [];

  function fill() {
    if (!box.open) return body.replaceChildren();
    const groups = model.facts.types.map((type) => ({ type, nodes: shown.filter((node) => node.kind === type.name) }));
    body.replaceChildren(
      ...groups
        .filter(({ nodes }) => nodes.length)
        .flatMap(({ type, nodes }) => [
          make("h3", {}, makeGlyph(type.shape, type.color), `${type.label} ${nodes.length}`),
          make("ul", {}, nodes.sort((a, b) => (order(a) < order(b) ? -1 : 1)).map(row)),
        ]),
    );
  }

  function row(node) {
    const button = make("button", { type: "button", onclick: () => actions.jump(node.id) }, node.label);
    showOnHover(button, node, actions);
    return make("li", {}, button, relations(node));
  }

  function relations(node) {
    const count = model.edgesOf(node.id).length;
    return count ? make("span", { className: "count" }, ` 关系 ${count}`) : null;
  }

  box.addEventListener("toggle", () => {
    if (box.open !== body.hasChildNodes()) fill();
  });
  return {
    show(nodes) {
      shown = nodes;
      note.textContent = String(nodes.length);
      fill();
    },
    toggle() {
      box.open = !box.open;
      fill(); // at once: the event comes later than the next key may
      if (box.open) box.querySelector("summary").focus();
    },
  };
}

/** The menu of files to save, the switch between light and dark, and the box of shortcuts. */
function createTools(downloads, keys, rethemed) {
  const root = document.documentElement;
  const menu = document.getElementById("export");
  const theme = document.getElementById("theme");
  const help = document.getElementById("help-box");

  const ways = downloads.map(([label, save]) => {
    const run = () => {
      menu.open = false;
      menu.querySelector("summary").focus();
      save();
    };
    return make("button", { type: "button", onclick: run }, label);
  });
  document.getElementById("export-ways").append(...ways);
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });

  const dark = () => root.dataset.theme === "dark";
  const showTheme = () => theme.setAttribute("aria-pressed", String(dark()));
  const switchTheme = () => root.dispatchEvent(new CustomEvent("theme", { detail: dark() ? "light" : "dark" }));
  theme.addEventListener("click", switchTheme);
  new MutationObserver(() => {
    showTheme();
    rethemed();
  }).observe(root, { attributeFilter: ["data-theme"] });
  showTheme();

  const rows = keys.map(([key, what]) =>
    make("tr", {}, make("th", { scope: "row" }, make("kbd", {}, key)), make("td", {}, what)),
  );
  const done = make("button", { type: "button", onclick: () => help.close() }, "关闭");
  help.append(make("h2", { id: "help-title" }, "用法与快捷键"), make("table", {}, make("tbody", {}, rows)), done);
  const openHelp = () => help.showModal();
  document.getElementById("help").addEventListener("click", openHelp);

  return {
    switchTheme,
    openHelp,
    /** Close the menu; whether it was open. */
    close() {
      const open = menu.open;
      menu.open = false;
      return open;
    },
  };
}

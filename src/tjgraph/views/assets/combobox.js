/**
 * Makes an input a combobox after the ARIA pattern, with its list after it: arrows move, Enter picks, Esc closes.
 * `pick(id)` hears what was chosen.
 */
class Combobox {
  static #made = 0;
  #model;
  #input;
  #pick;
  #prefix = `hits-${(Combobox.#made += 1)}`;
  #list = make("ul", { id: this.#prefix, hidden: true, attributes: { role: "listbox", "aria-label": "搜索结果" } });
  #none = make("p", { hidden: true, attributes: { role: "status" } });
  #hits = [];
  #active = -1;

  constructor(model, input, pick) {
    [this.#model, this.#input, this.#pick] = [model, input, pick];
    const roles = {
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": this.#prefix,
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
    };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    input.after(make("div", { className: "hits" }, this.#list, this.#none));
    input.addEventListener("input", () => this.#search());
    input.addEventListener("focus", () => {
      input.select();
      if (input.value.trim()) this.#search();
    });
    input.addEventListener("blur", () => this.#close());
    input.addEventListener("keydown", (event) => this.#press(event));
  }

  begin = () => this.#input.focus();

  clear() {
    this.#input.value = "";
  }

  #search() {
    this.#hits = this.#model.find(this.#input.value, 12);
    const found = this.#hits.length > 0;
    this.#list.replaceChildren(...this.#hits.map((hit, index) => this.#option(hit, index)));
    this.#list.hidden = !found;
    this.#none.hidden = !this.#input.value.trim() || found;
    const part = this.#model.facts.notice ? "（这里只画了一部分）" : "";
    this.#none.textContent = this.#none.hidden ? "" : `没有这个名称${part}。试试更短的词、别的叫法或拼音首字母。`;
    this.#input.setAttribute("aria-expanded", String(found));
    this.#mark(found ? 0 : -1);
  }

  #option({ node, name }, index) {
    const item = make(
      "li",
      { id: `${this.#prefix}-${index}`, attributes: { role: "option" } },
      makeGlyph(node.shape, node.color),
      make("span", { className: "name" }, node.label, name === node.label ? null : make("i", {}, ` ${name}`)),
      make("span", { className: "quiet" }, node.kindLabel),
    );
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#take(index);
    });
    return item;
  }

  #mark(index) {
    this.#active = index;
    [...this.#list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    if (index >= 0) {
      this.#input.setAttribute("aria-activedescendant", `${this.#prefix}-${index}`);
      this.#list.children[index].scrollIntoView({ block: "nearest" });
    } else this.#input.removeAttribute("aria-activedescendant");
  }

  #take(index) {
    const hit = this.#hits[index];
    if (!hit) return;
    this.#close();
    this.#input.value = hit.node.label;
    this.#pick(hit.node.id);
  }

  #close() {
    this.#hits = [];
    this.#list.replaceChildren();
    this.#list.hidden = this.#none.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #press(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const [step, count] = [event.key === "ArrowDown" ? 1 : -1, this.#hits.length];
      if (count) this.#mark((this.#active + step + count) % count);
    } else if (event.key === "Enter") this.#take(this.#active);
    else if (event.key === "Escape") {
      this.#input.value = "";
      this.#input.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

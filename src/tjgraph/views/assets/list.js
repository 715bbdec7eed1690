/** The same things as the map shows, as a list by type, for those who do not see the map or would rather read. */
class List {
  #model;
  #actions;
  #box = document.getElementById("list");
  #body = document.getElementById("list-body");
  #note = document.getElementById("list-note");
  #shown = [];

  constructor(model, actions) {
    [this.#model, this.#actions] = [model, actions];
    this.#box.addEventListener("toggle", () => {
      if (this.#box.open !== this.#body.hasChildNodes()) this.#fill();
    });
  }

  show(nodes) {
    this.#shown = nodes;
    this.#note.textContent = String(nodes.length);
    this.#fill();
  }

  toggle() {
    this.#box.open = !this.#box.open;
    this.#fill(); // at once: the event comes later than the next key may
    if (this.#box.open) this.#box.querySelector("summary").focus();
  }

  #fill() {
    if (!this.#box.open) return this.#body.replaceChildren();
    const kinds = this.#model.facts.types;
    const groups = kinds.map((type) => ({ type, nodes: this.#shown.filter((node) => node.kind === type.name) }));
    this.#body.replaceChildren(
      ...groups
        .filter(({ nodes }) => nodes.length)
        .flatMap(({ type, nodes }) => [
          make("h3", {}, makeGlyph(type.shape, type.color), `${type.label} ${nodes.length}`),
          make(
            "ul",
            {},
            this.#sorted(nodes).map((node) => this.#row(node)),
          ),
        ]),
    );
  }

  #sorted(nodes) {
    const sound = (node) => node.sounds[0] || node.label;
    return nodes.sort((a, b) => (sound(a) < sound(b) ? -1 : 1));
  }

  #row(node) {
    const button = makeButton(node.label, () => this.#actions.jump(node.id));
    showOnHover(button, node, this.#actions);
    const count = this.#model.edgesOf(node.id).length;
    return make("li", {}, button, count ? make("span", { className: "count" }, ` 关系 ${count}`) : null);
  }
}

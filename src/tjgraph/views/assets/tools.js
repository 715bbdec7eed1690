/** The menu of files to save, the switch between light and dark, and the box of shortcuts. */
class Tools {
  #root = document.documentElement;
  #menu = document.getElementById("export");
  #theme = document.getElementById("theme");
  #help = document.getElementById("help-box");

  /** downloads: [[label, save]…]; keys: [[key, what it does]…]; `rethemed` hears of new colours. */
  constructor(downloads, keys, rethemed) {
    document.getElementById("export-ways").append(...downloads.map((way) => this.#saving(way)));
    document.addEventListener("pointerdown", (event) => {
      if (!this.#menu.contains(event.target)) this.#menu.open = false;
    });
    this.#theme.addEventListener("click", this.switchTheme);
    new MutationObserver(() => {
      this.#showTheme();
      rethemed();
    }).observe(this.#root, { attributeFilter: ["data-theme"] });
    this.#showTheme();
    this.#writeHelp(keys);
  }

  #saving([label, save]) {
    return makeButton(label, () => {
      this.#menu.open = false;
      this.#menu.querySelector("summary").focus();
      save();
    });
  }

  #writeHelp(keys) {
    const rows = keys.map(([key, what]) =>
      make("tr", {}, make("th", { scope: "row" }, make("kbd", {}, key)), make("td", {}, what)),
    );
    this.#help.append(
      make("h2", { id: "help-title" }, "用法与快捷键"),
      make("table", {}, make("tbody", {}, rows)),
      makeButton("关闭", () => this.#help.close()),
    );
    document.getElementById("help").addEventListener("click", this.openHelp);
  }

  #dark = () => this.#root.dataset.theme === "dark";

  #showTheme() {
    this.#theme.setAttribute("aria-pressed", String(this.#dark()));
  }

  switchTheme = () => this.#root.dispatchEvent(new CustomEvent("theme", { detail: this.#dark() ? "light" : "dark" }));

  openHelp = () => this.#help.showModal();

  /** Close the menu; whether it was open. */
  close() {
    const { open } = this.#menu;
    this.#menu.open = false;
    return open;
  }
}

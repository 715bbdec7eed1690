// What pages gain by script; each works without. Names reach the page as text nodes alone.

const make = (tag, attributes = {}, text = "") => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};

// Suggestions under a search box: a combobox as WAI-ARIA describes it.
let boxes = 0;
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = make("ul", { class: "suggestions", role: "listbox", id: `suggestions-${boxes++}`, "aria-label": "相近的名称" });
  list.hidden = true;
  input.parentElement.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" }))
    input.setAttribute(name, value);
  let chosen = -1, pages = [], asked = 0;

  const choose = (index) => {
    chosen = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[index].id);
  };
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); choose(-1); };
  const show = (found) => {
    pages = found.map((thing) => thing.page);
    list.replaceChildren(...found.map((thing, index) => {
      const item = make("li", { role: "option", id: `${list.id}-${index}`, "aria-selected": "false" });
      item.append(make("span", {}, thing.name), make("i", {}, thing.kind));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); location.href = thing.page; });
      return item;
    }));
    chosen = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = input.value.trim();
    if (!text) return close();
    const turn = ++asked;
    waiting = setTimeout(async () => {
      try {
        const answer = await fetch(`/suggest?q=${encodeURIComponent(text)}`);
        if (answer.ok && turn === asked && document.activeElement === input) show(await answer.json());
      } catch { close(); }
    }, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { close(); event.preventDefault(); }
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + pages.length + (chosen < 0 && step < 0 ? 1 : 0)) % pages.length);
      event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0) {
      location.href = pages[chosen];
      event.preventDefault();
    }
  });
  input.addEventListener("blur", () => { asked++; close(); });
}

// The slash key goes to the search box.
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || event.target.shadowRoot) return;
  const box = document.querySelector("input[data-suggest]");
  if (box) { box.focus(); box.select(); event.preventDefault(); }
});

// What stands beside the text where there is room for it is open, and no stop for the tab key.
const wide = matchMedia("(min-width: 1020px)");
const unfold = () => {
  for (const details of document.querySelectorAll("details.wide")) {
    details.open = wide.matches;
    details.querySelector("summary").tabIndex = wide.matches ? -1 : 0;
  }
};
wide.addEventListener("change", unfold);
unfold();

// The report: the passage that the address names is marked; a note and its words light up together.
const text = document.querySelector("[data-text]");
if (text) {
  const points = (string) => [...string].length;
  const units = (string, count) => [...string].slice(0, count).join("").length;

  const rangeOf = (start, end) => {
    const range = document.createRange();
    let begun = false;
    for (const line of text.querySelectorAll("[data-at]")) {
      let at = Number(line.dataset.at);
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const size = points(node.data);
        if (!begun && start < at + size) { range.setStart(node, units(node.data, Math.max(0, start - at))); begun = true; }
        if (begun && end <= at + size) { range.setEnd(node, units(node.data, end - at)); return range; }
        at += size;
      }
    }
    return null;
  };

  const follow = () => {
    const place = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
    if (!globalThis.CSS?.highlights) return;
    CSS.highlights.delete("passage");
    const range = place && rangeOf(Number(place[1]), Number(place[2]));
    if (!range) return;
    CSS.highlights.set("passage", new Highlight(range));
    const box = range.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) scrollTo({ top: scrollY + box.top - innerHeight / 3, behavior: "instant" });
  };
  addEventListener("hashchange", follow);
  follow();

  const light = (target, on) => {
    const note = target.closest?.("[data-note]"), words = target.closest?.("[data-notes]");
    const numbers = note ? [note.dataset.note] : words ? words.dataset.notes.split(" ") : [];
    for (const number of numbers) {
      text.querySelectorAll(`[data-notes~="${number}"]`).forEach((piece) => piece.classList.toggle("lit", on));
      const beside = document.getElementById(`note-${number}`), panel = beside?.closest(".many .notes");
      beside?.classList.toggle("lit", on);
      if (on && words && panel) panel.scrollTop = beside.offsetTop - panel.clientHeight / 3;
    }
  };
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]])
    text.addEventListener(name, (event) => light(event.target, on));
}

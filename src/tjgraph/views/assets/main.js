/** The page's state, and what changes it. Everything shown follows from `#state` in `#show`. */
class Page {
  #model;
  #map = element("map");
  #title = element("title").textContent;
  #narrow = matchMedia("(max-width: 860px)");
  #address;
  #state;
  #layout;
  #layoutVersion = 1;
  #hovered = null;
  #said = 0;

  constructor(model) {
    this.#model = model;
    this.#address = new Address(model);
    this.trail = createTrail((said, view) => this.#restore(said, view));
    const { state, missing } = this.#address.read(this.trail.address());
    [this.#state, this.#layout] = [state, layOut(model, state)];
    this.#makeMap();
    this.#makeSide();
    this.#listen();
    element("filters").open = !this.#narrow.matches && !this.#reads();
    this.#describe();
    this.#lookAtState(false);
    this.#report(missing);
  }

  #makeMap() {
    this.painter = new Painter(this.#model);
    this.#paint();
    const options = JSON.parse(element("graph-options").textContent);
    this.network = new vis.Network(this.#map, { nodes: [], edges: [] }, options);
    this.camera = new Camera(this.network, this.#map, this.painter, () => this.#spots());
  }

  #makeSide() {
    const actions = Object.fromEntries(
      ["choose", "jump", "focus", "open", "fold", "findPath", "filter", "clearFilters", "hover"].map((name) => [
        name,
        (...said) => this[name](...said),
      ]),
    );
    this.panel = new Panel(this.#model, element("panel"), actions);
    this.search = new Combobox(this.#model, element("search"), actions.jump);
    this.facets = new Facets(this.#model, actions);
    this.list = new List(this.#model, actions);
    const source = {
      title: this.#title,
      painter: this.painter,
      camera: this.camera.view,
      tally: () => element("tally").textContent,
      types: () => this.#model.facts.types.filter(({ name }) => this.#layout.shown.some((node) => node.kind === name)),
      shown: () => this.#lit(),
    };
    const downloads = new Downloads(this.#model, source, (text) => this.#say(text));
    this.tools = new Tools(downloads.ways(), SHORTCUTS, () => {
      this.painter.retheme();
      this.#redraw();
    });
  }

  #listen() {
    const keys = this.#keys();
    const painter = this.painter;
    const { network, camera } = this;
    const heard = {
      choose: (what) => this.choose(what),
      open: (id) => (this.#state.focus ? this.open(id) : this.focus(id)),
      chosen: () => this.#state.chosen,
      hover: (what) => this.hover(what),
    };
    listenToPointer({ mapElement: this.#map, network, painter, ...heard });
    listenToKeys(this.#map, keys, camera);
    const buttons = { back: "u", path: "p", "zoom-in": "+", "zoom-out": "-", "zoom-all": "0" };
    for (const [id, key] of Object.entries(buttons)) element(id).addEventListener("click", keys[key]);
  }

  #keys() {
    const [zoomIn, zoomOut] = [() => this.camera.zoom(1.5), () => this.camera.zoom(1 / 1.5)];
    const chosen = () => this.#state.chosen?.node ?? null;
    return {
      "/": this.search.begin,
      0: () => (this.#state.focus ? this.focus(null) : this.#fitAll()),
      "+": zoomIn,
      "=": zoomIn,
      "-": zoomOut,
      e: () => chosen() && (this.#state.focus ? this.open(chosen()) : this.focus(chosen())),
      f: () => chosen() && this.focus(chosen()),
      p: () => this.findPath({ from: chosen(), to: null }),
      l: () => this.list.toggle(),
      u: () => this.#back(),
      d: this.tools.switchTheme,
      "?": this.tools.openHelp,
      Escape: () => this.#escape(),
    };
  }

  #escape() {
    const { path, chosen, focus } = this.#state;
    if (this.tools.close()) return;
    if (path || (chosen && chosen.node !== focus)) this.#step({ path: null, chosen: null }, () => {});
    else if (focus) this.focus(null);
  }

  #reads = () => this.#state.chosen !== null || this.#state.path !== null;
  #spots = () => this.#layout.coast ?? this.#layout.shown.map((node) => this.#layout.place(node.id));

  #isShown(id) {
    this.#layout.ids ??= new Set(this.#layout.shown.map((node) => node.id));
    return this.#layout.ids.has(id);
  }

  /** What the picture is of: a path where there is one, else all that is drawn. */
  #lit() {
    const { path, shown, edges } = this.#layout;
    if (!path) return { nodes: shown, edges };
    return { nodes: path.map(this.#model.node), edges: [...pathEdges(this.#model, path)].map(this.#model.edge) };
  }

  #paint() {
    const scene = sceneOf(this.#model, this.#layout, this.#state, this.#hovered);
    this.painter.show({ ...scene, layoutVersion: this.#layoutVersion });
  }

  #redraw() {
    this.#paint();
    this.network.redraw();
  }

  hover(what) {
    if (what?.node === this.#hovered?.node && what?.edge === this.#hovered?.edge) return;
    this.#hovered = what;
    this.#redraw();
  }

  /** What of a state decides what is shown and where. */
  #terrain = ({ focus, opened, path, filters }) =>
    this.#address.write({ ...this.#address.blank(), focus, opened, path, filters });

  /** Bring `next` before the reader and look at it by `look`. */
  #show(next, look) {
    const [moved, read] = [this.#terrain(next) !== this.#terrain(this.#state), this.#reads()];
    this.#state = next;
    this.#hovered = null;
    if (moved) {
      this.#layout = layOut(this.#model, next);
      this.#layoutVersion += 1;
    }
    if (read !== this.#reads()) element("filters").open = read && !this.#narrow.matches;
    this.search.clear();
    this.#describe();
    this.#redraw();
    look();
  }

  #describe() {
    const { shown, edges } = this.#layout;
    const { nodes: allNodes, edges: allEdges } = this.#model;
    const { focus, filters } = this.#state;
    const part = shown.length < allNodes.length;
    const of = (some, all) => (part ? `${some} / ${all}` : some);
    element("tally").textContent =
      `${of(shown.length, allNodes.length)} 个事物 · ${of(edges.length, allEdges.length)} 条关系`;
    this.#entitle();
    element("nothing").hidden = shown.length > 0;
    element("nothing").textContent = "没有符合所选条件的内容。";
    element("back").disabled = !this.trail.depth() && !this.#reads() && !focus;
    document.body.classList.toggle("reading", this.#reads());
    this.facets.render(filters);
    this.list.show([...shown]);
    this.#showBanner();
    this.#showPanel(focus ? "在图上的" : part ? "筛选结果" : "");
  }

  /** The tab, and each step in the browser's history, say what they are of. */
  #entitle() {
    const { chosen, focus } = this.#state;
    const node = this.#model.node(chosen?.node ?? focus);
    const name = node && !this.#title.startsWith(node.label) ? `${node.label} · ` : "";
    document.title = `${name}${this.#title}`;
  }

  #showPanel(title) {
    const { path, chosen, focus, opened } = this.#state;
    if (path) this.panel.showPath(path, this.#layout);
    else if (chosen?.edge) this.panel.showEdge(this.#model.edge(chosen.edge));
    else if (chosen) {
      const id = chosen.node;
      const around = () => ({ focused: focus === id, opened: opened.includes(id), unseen: this.#layout.unseen(id) });
      this.panel.showNode(this.#model.node(id), focus && this.#isShown(id) ? around() : null);
    } else this.panel.showStart(this.#layout.shown, title);
  }

  #showBanner() {
    const { focus, opened } = this.#state;
    if (element("banner").contains(document.activeElement)) this.#map.focus(); // its button goes
    element("banner").hidden = !focus;
    if (!focus) return;
    const { related, omitted } = this.#layout;
    const name = make("b", {}, this.#model.node(focus).label);
    const why = related ? "的周围" : "：没有关系，周围是同句提到的事物";
    const rest = omitted ? `（至多画 ${LIMIT} 个，还有 ${omitted} 个没有画）` : "";
    const last = opened.findLast((id) => this.#isShown(id));
    const further = last ? `，展开了“${this.#model.node(last).label}”${this.#unseenOf(last)}` : "";
    element("banner").replaceChildren(
      name,
      why,
      rest,
      further,
      makeButton("回到全图", () => this.focus(null)),
    );
  }

  /** What is to be said of the neighbours of a thing that are not drawn. */
  #unseenOf(id) {
    const unseen = this.#layout.unseen(id);
    if (!unseen) return "";
    const more = this.#isFull() ? `图上已满 ${LIMIT} 个` : "再双击一次";
    return `（还有 ${unseen} 个没有画，${more}）`;
  }

  #isFull = () => this.#layout.shown.length > LIMIT;

  /** A step of the reader's, which Back undoes. */
  #step(change, look) {
    const next = { ...this.#state, ...change };
    if (this.#address.write(next) !== this.#address.write(this.#state))
      this.trail.step(this.#address.write(next), this.camera.view());
    this.#show(next, look);
  }

  #restore(said, view) {
    const { state, missing } = this.#address.read(said);
    this.#show(state, () => (view ? this.camera.go(view) : this.#lookAtState()));
    this.#report(missing);
  }

  #back() {
    if (this.trail.depth()) this.trail.back();
    else this.#step(this.#address.blank(), () => this.#fitAll());
  }

  #ends = ({ node, edge }) => (node ? [node] : [this.#model.edge(edge).from, this.#model.edge(edge).to]);
  #visible = ({ node, edge }) => (node ? this.#isShown(node) : this.#layout.edges.some(({ id }) => id === edge));

  /** What is asked for but filtered away, or outside the surroundings shown, is shown with everything else. */
  #asked(what) {
    const everything = { focus: null, opened: [], filters: this.#address.blank().filters };
    return { chosen: what, path: null, ...(what && !this.#visible(what) ? everything : {}) };
  }

  /** The end of a path that is still to be said, if a path is being said. */
  #openEnd = () => this.#state.path && ["from", "to"].find((end) => !this.#state.path[end]);

  choose(what) {
    const end = this.#openEnd();
    if (end && what?.node) this.findPath({ ...this.#state.path, [end]: what.node });
    else this.#step(this.#asked(what), () => what && this.camera.reveal(this.#ends(what).map(this.#layout.place)));
  }

  jump(id) {
    const end = this.#openEnd();
    if (end) return this.findPath({ ...this.#state.path, [end]: id });
    this.#step(this.#asked({ node: id }), () => this.#lookAround(id));
    this.panel.begin();
  }

  focus(id) {
    const chosen = id ? { node: id } : this.#state.chosen;
    this.#step({ focus: id, opened: [], path: null, chosen }, () => this.#fitAll());
  }

  /** Add neighbours of a thing in the surroundings shown, so many at a time. */
  open(id) {
    const before = this.#layout.shown.length;
    const { focus, opened } = this.#state;
    const adds = id !== focus && this.#layout.unseen(id) > 0 && !this.#isFull();
    this.#step({ chosen: { node: id }, ...(adds ? { opened: [...opened, id] } : {}) }, () => this.#fitAll());
    const more = adds ? `加了 ${this.#layout.shown.length - before} 个` : "";
    this.#say(`“${this.#model.node(id).label}”的周围：${more}${this.#unseenOf(id) || (more ? "" : "都在图上了")}`);
  }

  /** Take away what opening a thing added. */
  fold(id) {
    this.#step({ opened: this.#state.opened.filter((other) => other !== id) }, () => this.#fitAll());
  }

  findPath(path) {
    this.#step({ path, chosen: null, focus: null, opened: [] }, () => this.#lookAtState());
    this.panel.beginPath();
  }

  filter(facet, value) {
    const chosen = new Set(this.#state.filters[facet]);
    if (!chosen.delete(value)) chosen.add(value);
    this.#step({ filters: { ...this.#state.filters, [facet]: chosen } }, () => this.#fitAll());
  }

  clearFilters() {
    this.#step({ filters: this.#address.blank().filters }, () => this.#fitAll());
  }

  #fitAll(glide = true) {
    const least = this.#narrow.matches && !this.#state.focus ? 0.25 : 0;
    const top = element("banner").offsetHeight; // it lies on the map; 0 while it is hidden
    this.camera.fit(this.#spots(), { least, glide, top, names: this.painter.reach });
  }

  /** A thing in the middle, with those of its neighbours that can be seen with it. */
  #lookAround(id, glide = true) {
    const least = 0.6;
    const at = this.#layout.place(id);
    const [wide, high] = [this.#map.clientWidth, this.#map.clientHeight].map((length) => length / 2 / least);
    const near = this.#model
      .neighbours(id)
      .map((node) => this.#layout.place(node.id))
      .filter((spot) => spot && Math.abs(spot.x - at.x) < wide && Math.abs(spot.y - at.y) < high);
    const mirrored = near.map(({ x, y }) => ({ x: 2 * at.x - x, y: 2 * at.y - y }));
    this.camera.fit([at, ...near, ...mirrored], { least, most: 1.1, glide });
  }

  #lookAtState(glide = true) {
    const { chosen, focus } = this.#state;
    const { path, place } = this.#layout;
    const spots = chosen && this.#visible(chosen) && !focus ? this.#ends(chosen) : [];
    const way = path ?? ends(this.#state);
    if (way.length) this.camera.fit(way.map(place), { most: 1.1, glide });
    else if (spots.length === 1) this.#lookAround(spots[0], glide);
    else if (spots.length) this.camera.fit(spots.map(place), { most: 1.1, glide });
    else this.#fitAll(glide);
  }

  #report(missing) {
    if (missing.length) this.#say(`这张图上没有：${missing.join("、")}`);
  }

  #say(text) {
    element("said").textContent = text;
    clearTimeout(this.#said);
    this.#said = setTimeout(() => (element("said").textContent = ""), 5000);
  }
}

function element(id) {
  return document.getElementById(id);
}

function showEmpty() {
  element("nothing").textContent =
    "图中没有可显示的内容。请检查报告是否已构建，或放宽 --type、--depth 等条件后重新生成。";
  element("nothing").hidden = false;
  document.body.classList.add("empty");
}

{
  const model = Model.read();
  if (model.nodes.length) new Page(model);
  else showEmpty();
}

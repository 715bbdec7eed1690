/** The page's state, and what changes it. Everything shown follows from `state` in `show`. */
const model = readModel();
if (model.nodes.length) start();
else showEmpty();

function showEmpty() {
  const note = document.getElementById("nothing");
  note.textContent = "图中没有可显示的内容。请检查报告是否已构建，或放宽 --type、--depth 等条件后重新生成。";
  note.hidden = false;
  document.body.classList.add("empty");
}

function start() {
  const element = (id) => document.getElementById(id);
  const mapElement = element("map");
  const narrow = matchMedia("(max-width: 860px)");
  const address = createAddress(model);
  const painter = createPainter(model);
  const trail = createTrail(restore);
  const actions = { choose, jump, focus, findPath, filter, clearFilters, hover };
  const panel = createPanel(model, element("panel"), actions);
  const search = createCombobox(model, element("search"), jump);
  const facets = createFacets(model, actions);
  const list = createList(model, actions);
  const title = element("title").textContent;

  const opened = address.read(trail.address());
  let state = opened.state;
  let hovered = null;
  let layout = layOut(model, state);
  let layoutVersion = 1;
  painter.show({ ...sceneOf(model, layout, state, null), layoutVersion });
  const network = new vis.Network(
    mapElement,
    { nodes: [], edges: [] },
    JSON.parse(element("graph-options").textContent),
  );
  const spots = () => layout.coast ?? layout.shown.map((node) => layout.place(node.id));
  const camera = createCamera(network, mapElement, painter, spots);

  const downloads = createDownloads(
    model,
    {
      title,
      painter,
      camera: camera.view,
      tally: () => element("tally").textContent,
      types: () => model.facts.types.filter(({ name }) => layout.shown.some((node) => node.kind === name)),
      shown: () =>
        layout.path
          ? { nodes: layout.path.map(model.node), edges: [...pathEdges(model, layout.path)].map(model.edge) }
          : { nodes: layout.shown, edges: layout.edges },
    },
    say,
  );
  const tools = createTools(downloads, SHORTCUTS, () => {
    painter.retheme();
    redraw();
  });

  function shownIds() {
    layout.ids ??= new Set(layout.shown.map(({ id }) => id));
    return layout.ids;
  }

  function redraw() {
    painter.show({ ...sceneOf(model, layout, state, hovered), layoutVersion });
    network.redraw();
  }

  function hover(what) {
    if (same(what, hovered)) return;
    hovered = what;
    redraw();
  }

  const same = (a, b) => a?.node === b?.node && a?.edge === b?.edge;
  /** What of a state decides what is shown and where. */
  const terrain = ({ focus: around, path, filters }) =>
    address.write({ ...address.blank(), focus: around, path, filters });

  /** Bring `next` before the reader and look at it by `look`. */
  function show(next, look) {
    const moved = terrain(next) !== terrain(state);
    const [was, reads] = [state, next.chosen !== null || next.path !== null];
    state = next;
    hovered = null;
    if (moved) {
      layout = layOut(model, state);
      layoutVersion += 1;
    }
    if ((was.chosen !== null || was.path !== null) !== reads) element("filters").open = !reads && !narrow.matches;
    search.clear();
    describe(reads);
    redraw();
    look();
  }

  function describe(reads) {
    const part = layout.shown.length < model.nodes.length;
    const of = (shown, all) => (part ? `${shown} / ${all}` : shown);
    element("tally").textContent =
      `${of(layout.shown.length, model.nodes.length)} 个事物 · ${of(layout.edges.length, model.edges.length)} 条关系`;
    element("nothing").hidden = layout.shown.length > 0;
    element("nothing").textContent = "没有符合所选条件的内容。";
    element("back").disabled = !trail.depth() && !reads && !state.focus;
    document.body.classList.toggle("reading", reads);
    facets.render(state.filters);
    list.show([...layout.shown]);
    showBanner();
    if (state.path) panel.showPath(state.path, layout);
    else if (state.chosen?.node)
      panel.showNode(model.node(state.chosen.node), { focused: state.focus === state.chosen.node });
    else if (state.chosen?.edge) panel.showEdge(model.edge(state.chosen.edge));
    else panel.showStart(layout.shown, state.focus ? "在图上的" : part ? "筛选结果" : "");
  }

  function showBanner() {
    element("banner").hidden = !state.focus;
    if (!state.focus) return;
    const name = make("b", {}, model.node(state.focus).label);
    const why = layout.related ? "的周围" : "：没有关系，周围是同句提到的事物";
    const rest = layout.omitted ? `（至多画 ${LIMIT} 个，还有 ${layout.omitted} 个没有画）` : "";
    element("banner").replaceChildren(
      name,
      why,
      rest,
      make("button", { type: "button", onclick: () => focus(null) }, "回到全图"),
    );
  }

  /** A step of the reader's, which Back undoes. */
  function step(change, look) {
    const next = { ...state, ...change };
    if (address.write(next) !== address.write(state)) trail.step(address.write(next), camera.view());
    show(next, look);
  }

  function restore(said, view) {
    const { state: next, missing } = address.read(said);
    show(next, () => (view ? camera.go(view) : lookAtState()));
    if (missing.length) say(`这张图上没有：${missing.join("、")}`);
  }

  function back() {
    if (trail.depth()) trail.back();
    else step(address.blank(), fitAll);
  }

  const visible = (what) => (what.node ? shownIds().has(what.node) : layout.edges.some(({ id }) => id === what.edge));
  const endsOf = (what) => (what.node ? [what.node] : [model.edge(what.edge).from, model.edge(what.edge).to]);
  /** What is asked for but filtered away, or outside the focus, is shown with everything else. */
  const asked = (what) => ({
    chosen: what,
    path: null,
    ...(what && !visible(what) ? { focus: null, filters: address.blank().filters } : {}),
  });

  function choose(what) {
    const open = state.path && ["from", "to"].find((end) => !state.path[end]);
    if (open && what?.node) findPath({ ...state.path, [open]: what.node });
    else step(asked(what), () => what && camera.reveal(endsOf(what).map(layout.place)));
  }

  function jump(id) {
    const open = state.path && ["from", "to"].find((end) => !state.path[end]);
    if (open) return findPath({ ...state.path, [open]: id });
    step(asked({ node: id }), () => lookAround(id));
    panel.begin();
  }

  function focus(id) {
    step({ focus: id, path: null, chosen: id ? { node: id } : state.chosen }, fitAll);
  }

  function findPath(found) {
    step({ path: found, chosen: null, focus: null }, lookAtState);
    panel.beginPath();
  }

  function filter(facet, value) {
    const chosen = new Set(state.filters[facet]);
    if (!chosen.delete(value)) chosen.add(value);
    step({ filters: { ...state.filters, [facet]: chosen } }, fitAll);
  }

  function clearFilters() {
    step({ filters: address.blank().filters }, fitAll);
  }

  function fitAll(glide = true) {
    camera.fit(spots(), { least: narrow.matches && !state.focus ? 0.25 : 0, glide, names: painter.reach });
  }

  /** A thing in the middle, with those of its neighbours that can be seen with it. */
  function lookAround(id, glide = true) {
    const least = 0.6;
    const at = layout.place(id);
    const [wide, high] = [mapElement.clientWidth, mapElement.clientHeight].map((length) => length / 2 / least);
    const near = model
      .neighbours(id)
      .map((node) => layout.place(node.id))
      .filter((spot) => spot && Math.abs(spot.x - at.x) < wide && Math.abs(spot.y - at.y) < high);
    const mirrored = near.map(({ x, y }) => ({ x: 2 * at.x - x, y: 2 * at.y - y }));
    camera.fit([at, ...near, ...mirrored], { least, most: 1.1, glide });
  }

  function lookAtState(glide = true) {
    const chosen = state.chosen && visible(state.chosen) ? endsOf(state.chosen) : [];
    if (layout.path || ends(state).length)
      camera.fit((layout.path ?? ends(state)).map(layout.place), { most: 1.1, glide });
    else if (chosen.length === 1 && !state.focus) lookAround(chosen[0], glide);
    else if (chosen.length && !state.focus) camera.fit(chosen.map(layout.place), { most: 1.1, glide });
    else fitAll(glide);
  }

  let quiet = 0;
  function say(text) {
    element("said").textContent = text;
    clearTimeout(quiet);
    quiet = setTimeout(() => (element("said").textContent = ""), 5000);
  }

  const away = () => (state.focus ? focus(null) : fitAll());
  const keys = {
    "/": search.begin,
    0: away,
    "+": () => camera.zoom(1.5),
    "=": () => camera.zoom(1.5),
    "-": () => camera.zoom(1 / 1.5),
    f: () => state.chosen?.node && focus(state.chosen.node),
    p: () => findPath({ from: state.chosen?.node ?? null, to: null }),
    l: list.toggle,
    u: back,
    d: tools.switchTheme,
    "?": tools.openHelp,
    Escape() {
      if (tools.close()) return;
      if (state.path || (state.chosen && state.chosen.node !== state.focus))
        step({ path: null, chosen: null }, () => {});
      else if (state.focus) focus(null);
    },
  };
  listenToPointer({ mapElement, network, painter, choose, focus, chosen: () => state.chosen, hover });
  listenToKeys(mapElement, keys, camera);
  for (const [id, act] of Object.entries({
    back,
    path: keys.p,
    "zoom-in": keys["+"],
    "zoom-out": keys["-"],
    "zoom-all": away,
  }))
    element(id).addEventListener("click", act);

  element("filters").open = !narrow.matches && !state.chosen && !state.path;
  describe(state.chosen !== null || state.path !== null);
  lookAtState(false);
  if (opened.missing.length) say(`这张图上没有：${opened.missing.join("、")}`);
}

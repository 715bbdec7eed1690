/** The page's state, and what changes it. Everything shown follows from `state` in `update`. */
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
  const LIMIT = 300;
  const mapElement = document.getElementById("map");
  const state = {
    chosen: null, // {node: id} | {edge: id} | null
    hovered: null,
    focus: null,
    filters: { types: new Set(), relations: new Set(), statuses: new Set(), years: new Set() },
  };
  const history = [];
  const painter = createPainter(model);
  const actions = { choose, focus, jump, back, filtered };
  const panel = createPanel(model, document.getElementById("panel"), actions);
  const search = createSearch(model, actions);
  const facets = createFacets(model, state.filters, actions);
  const filterBox = document.getElementById("filters");
  const narrow = matchMedia("(max-width: 760px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const glide = () => (calm.matches ? false : { duration: 420, easingFunction: "easeInOutCubic" });

  let layout = null;
  let layoutVersion = 0;
  relay();
  painter.show(scene());
  const points = new vis.DataSet(model.nodes.map(({ id, x, y }) => ({ id, x, y, shape: "custom", ctxRenderer: painter.drawNode })));
  const options = JSON.parse(document.getElementById("graph-options").textContent);
  const network = new vis.Network(mapElement, { nodes: points, edges: [] }, options);

  /** What is shown and where: all that the filters let through, or the surroundings of the thing in focus. */
  function relay() {
    layoutVersion += 1;
    const { nodes, edges } = model.visible(state.filters);
    if (!state.focus) {
      layout = {
        shown: model.nodes.filter((node) => nodes.has(node.id)),
        edges: model.edges.filter((edge) => edges.has(edge.id)),
        place: (id) => model.node(id),
      };
      return;
    }
    const { inner, outer, related } = model.neighbourhood(state.focus, LIMIT);
    const near = inner.filter((node) => nodes.has(node.id));
    const far = outer.filter(({ node, through }) => nodes.has(node.id) && nodes.has(through));
    const places = radialPlaces(state.focus, near, far);
    layout = {
      shown: model.nodes.filter((node) => places.has(node.id)),
      edges: model.edges.filter((edge) => edges.has(edge.id) && places.has(edge.from) && places.has(edge.to)),
      place: (id) => places.get(id),
      coast: ringCoast(near.map(({ id }) => places.get(id)), [...places.values()]),
      related,
    };
  }

  /** What the painter needs to know. The chosen thing and what it is related to are lit, the rest is dim. */
  function scene() {
    const target = state.hovered ?? state.chosen;
    let lit = null;
    let litEdges = new Set();
    if (target?.edge && layout.edges.some(({ id }) => id === target.edge)) {
      const edge = model.edge(target.edge);
      lit = new Set([edge.from, edge.to]);
      litEdges = new Set([edge.id]);
    } else if (target?.node && target.node !== state.focus && layout.shown.some(({ id }) => id === target.node)) {
      const touching = layout.edges.filter((edge) => edge.from === target.node || edge.to === target.node);
      lit = new Set([target.node, ...touching.flatMap((edge) => [edge.from, edge.to])]);
      litEdges = new Set(touching.map((edge) => edge.id));
    }
    return {
      ...layout, layoutVersion, lit, litEdges, focus: state.focus,
      chosen: state.chosen?.node ?? state.chosen?.edge ?? null,
      hovered: state.hovered?.node ?? null,
    };
  }

  function redraw() {
    painter.show(scene());
    network.redraw();
  }

  /** After a change of focus or filters. */
  function rearrange() {
    relay();
    const shown = new Set(layout.shown.map((node) => node.id));
    points.update(
      model.nodes.map(({ id }) => {
        const { x, y } = shown.has(id) ? layout.place(id) : model.node(id);
        return { id, x, y, hidden: !shown.has(id) };
      }),
    );
    redraw();
    const nothing = document.getElementById("nothing");
    nothing.hidden = shown.size > 0;
    nothing.textContent = "没有符合所选条件的内容。";
    tally();
  }

  function tally() {
    const part = layout.shown.length < model.nodes.length;
    document.getElementById("tally").textContent =
      `${layout.shown.length}${part ? ` / ${model.nodes.length}` : ""} 个事物 · ${layout.edges.length}${part ? ` / ${model.edges.length}` : ""} 条关系`;
    const banner = document.getElementById("banner");
    banner.hidden = !state.focus;
    if (state.focus) {
      const name = make("b", {}, model.node(state.focus).label);
      const why = layout.related ? "的周围" : "：没有关系，周围是同句提到的事物";
      banner.replaceChildren(name, why, make("button", { type: "button", onclick: () => focus(null) }, "回到全图"));
    }
  }

  function fitAll(animation = glide()) {
    fitTo(layout.coast ?? layout.shown.map((node) => layout.place(node.id)), { least: narrow.matches ? 0.25 : 0, most: 1.6, animation });
  }

  /** The camera on all of `spots`, with room for the names at the rim. */
  function fitTo(spots, { least, most, animation }) {
    if (!spots.length) return;
    const area = mapElement.getBoundingClientRect();
    const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const room = Math.min(130, area.width * 0.16);
    const tight = Math.min((area.width - room) / (right - left + 60), (area.height - 90) / (bottom - top + 60));
    const scale = Math.max(least, Math.min(most, tight));
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation });
  }

  function showPanel() {
    if (state.chosen?.node) panel.showNode(model.node(state.chosen.node), { focused: state.focus === state.chosen.node });
    else if (state.chosen?.edge) panel.showEdge(model.edge(state.chosen.edge));
    else {
      const part = layout.shown.length < model.nodes.length;
      panel.showStart(layout.shown, state.focus ? "在图上的" : part ? "筛选结果" : "");
    }
    document.body.classList.toggle("reading", state.chosen !== null);
  }

  const same = (a, b) => a?.node === b?.node && a?.edge === b?.edge;

  function keep() {
    const view = { position: network.getViewPosition(), scale: network.getScale() };
    history.push({ chosen: state.chosen, focus: state.focus, view });
  }

  function choose(what, { remember = true } = {}) {
    if (remember && !same(what, state.chosen)) keep();
    const wasReading = state.chosen !== null;
    state.chosen = what;
    if (wasReading !== (what !== null)) filterBox.open = what === null && !narrow.matches;
    state.hovered = null;
    search.clear();
    if (what && !reachable(what)) leaveForFull();
    showPanel();
    redraw();
    if (what) bringIntoView(what);
  }

  const reachable = (what) =>
    what.node ? layout.shown.some(({ id }) => id === what.node) : layout.edges.some(({ id }) => id === what.edge);

  /** What is asked for is filtered away or outside the focus: show everything again. */
  function leaveForFull() {
    state.focus = null;
    for (const set of Object.values(state.filters)) set.clear();
    facets.render();
    rearrange();
  }

  function bringIntoView(what) {
    const ends = what.node ? [what.node] : [model.edge(what.edge).from, model.edge(what.edge).to];
    const area = mapElement.getBoundingClientRect();
    const inside = ends.every((id) => {
      const { x, y } = network.canvasToDOM(layout.place(id));
      return x > 40 && y > 40 && x < area.width - 40 && y < area.height - 40;
    });
    if (inside) return;
    const spots = ends.map((id) => layout.place(id));
    const middle = { x: (spots[0].x + spots.at(-1).x) / 2, y: (spots[0].y + spots.at(-1).y) / 2 };
    network.moveTo({ position: middle, animation: glide() });
  }

  function jump(id) {
    choose({ node: id });
    const home = layout.place(id);
    const near = model.neighbours(id).map((node) => layout.place(node.id)).filter(Boolean);
    const mirrored = near.map(({ x, y }) => ({ x: 2 * home.x - x, y: 2 * home.y - y })); // keeps the thing in the middle
    fitTo([home, ...near, ...mirrored], { least: 0.6, most: 1.1, animation: glide() });
  }

  function focus(id) {
    keep();
    state.focus = id;
    state.hovered = null;
    if (id) {
      state.chosen = { node: id };
      filterBox.open = false;
    }
    showPanel();
    rearrange();
    fitAll();
  }

  function back() {
    const last = history.pop() ?? { chosen: null, focus: null, view: null };
    if (last.focus !== state.focus) {
      state.focus = last.focus;
      rearrange();
    }
    choose(last.chosen, { remember: false });
    if (last.view) network.moveTo({ ...last.view, animation: glide() });
    else fitAll();
  }

  function filtered() {
    facets.render();
    rearrange();
    showPanel();
    fitAll();
  }

  const pointAt = (event) => {
    const area = mapElement.getBoundingClientRect();
    return painter.at(network.DOMtoCanvas({ x: event.clientX - area.left, y: event.clientY - area.top }));
  };

  network.on("beforeDrawing", (ctx) => painter.beneath(ctx, network.getScale()));
  network.on("afterDrawing", (ctx) => painter.above(ctx));
  network.on("click", ({ pointer }) => {
    const hit = painter.at(pointer.canvas);
    if (hit || state.chosen) choose(hit);
    state.hovered = null;
  });
  network.on("doubleClick", ({ pointer }) => {
    const hit = painter.at(pointer.canvas);
    if (hit?.node) focus(hit.node);
  });
  network.on("zoom", () => {
    const scale = network.getScale();
    const kept = Math.max(0.05, Math.min(5, scale));
    if (kept !== scale) network.moveTo({ scale: kept });
  });
  mapElement.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const hit = pointAt(event);
    mapElement.style.cursor = hit ? "pointer" : "";
    if (same(hit, state.hovered)) return;
    state.hovered = hit;
    redraw();
  });
  mapElement.addEventListener("pointerleave", () => {
    if (!state.hovered) return;
    state.hovered = null;
    redraw();
  });

  const zoomBy = (factor) => network.moveTo({ scale: Math.max(0.05, Math.min(5, network.getScale() * factor)), animation: glide() });
  const pan = (x, y) => {
    const at = network.getViewPosition();
    network.moveTo({ position: { x: at.x + x / network.getScale(), y: at.y + y / network.getScale() } });
  };
  document.getElementById("zoom-in").addEventListener("click", () => zoomBy(1.5));
  document.getElementById("zoom-out").addEventListener("click", () => zoomBy(1 / 1.5));
  document.getElementById("zoom-all").addEventListener("click", () => (state.focus ? focus(null) : fitAll()));

  const keys = {
    "/": () => search.begin(),
    0: () => (state.focus ? focus(null) : fitAll()),
    "+": () => zoomBy(1.5),
    "=": () => zoomBy(1.5),
    "-": () => zoomBy(1 / 1.5),
    f: () => state.chosen?.node && focus(state.chosen.node),
    Escape: () => {
      if (state.chosen && state.chosen.node !== state.focus) choose(null);
      else if (state.focus) focus(null);
    },
  };
  const arrows = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
    const arrow = document.activeElement === mapElement && arrows[event.key];
    const act = arrow ? () => pan(...arrow) : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    painter.retheme();
    redraw();
  });

  filterBox.open = !narrow.matches;
  showPanel();
  tally();
  if (model.facts.focus) {
    focus(model.facts.focus);
    history.length = 0;
  }
  fitAll(false);
}

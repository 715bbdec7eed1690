/** Where the reader looks: vis-network's camera and canvas, with moves that are calm, and stand-ins while it moves. */

const CLOSEST = 5;
const FARTHEST = 0.05;

/** `spots()` are the places of all that is shown. */
function createCamera(network, element, painter, spots) {
  const drawStandIn = createStandIn(painter);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const within = (scale) => Math.max(FARTHEST, Math.min(CLOSEST, scale));
  let settling = 0;
  let moving = false;

  function view() {
    const { x, y } = network.getViewPosition();
    return { x, y, scale: network.getScale(), width: element.clientWidth, height: element.clientHeight };
  }

  function drawFrame(ctx) {
    if (moving) drawStandIn(ctx, view(), () => bounds(spots()));
    else painter.draw(ctx, network.getScale());
  }

  function begin() {
    clearTimeout(settling);
    moving = true;
  }

  function settle(after) {
    clearTimeout(settling);
    settling = setTimeout(() => {
      moving = false;
      network.redraw();
    }, after);
  }

  function go({ x, y, scale = network.getScale() }, { glide = true } = {}) {
    const animation = glide && !calm.matches && { duration: 420, easingFunction: "easeInOutCubic" };
    if (animation) {
      begin();
      settle(900); // should another move cut this one short
    }
    network.moveTo({ position: { x, y }, scale: within(scale), animation });
  }

  /** All of `spots` in sight, and the names that `names(scale)` says are written around them: [{x, y}…]. */
  function fit(spots, { least = 0, most = 1.6, glide = true, names = null } = {}) {
    if (!spots.length) return;
    const room = names ? 24 : Math.min(190, element.clientWidth * 0.18);
    const shore = names ? 120 : 60;
    let box = bounds(spots);
    const tight = () =>
      Math.max(
        least,
        Math.min(
          most,
          (element.clientWidth - room) / (box.width + shore),
          (element.clientHeight - room) / (box.height + shore),
        ),
      );
    for (let turn = 0; names && turn < 2; turn++) box = bounds([...spots, ...names(tight())]);
    go({ x: box.x, y: box.y, scale: tight() }, { glide });
  }

  function bounds(spots) {
    const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
  }

  /** The middle of `spots` in sight, moved only where one of them is not. */
  function reveal(spots) {
    const [w, h] = [element.clientWidth, element.clientHeight];
    const inside = spots.every((spot) => {
      const { x, y } = network.canvasToDOM(spot);
      return x > 40 && y > 40 && x < w - 40 && y < h - 40;
    });
    if (!inside) go({ x: (spots[0].x + spots.at(-1).x) / 2, y: (spots[0].y + spots.at(-1).y) / 2 });
  }

  network.on("afterDrawing", drawFrame);
  network.on("dragStart", begin);
  network.on("dragEnd", () => settle(0));
  network.on("animationFinished", () => settle(0));
  network.on("zoom", () => {
    begin();
    settle(140);
    const scale = network.getScale();
    if (scale !== within(scale)) network.moveTo({ scale: within(scale) });
  });

  return {
    view,
    go,
    fit,
    reveal,
    zoom: (factor) => go({ ...network.getViewPosition(), scale: network.getScale() * factor }),
    pan(x, y) {
      const { x: left, y: top, scale } = view();
      go({ x: left + x / scale, y: top + y / scale }, { glide: false });
    },
  };
}

/** Where the reader looks: vis-network's camera and canvas, with moves that are calm, and stand-ins while it moves. */

const CLOSEST = 5;
const FARTHEST = 0.05;

class Camera {
  #network;
  #element;
  #painter;
  #spots;
  #drawStandIn;
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #settling = 0;
  #moving = false;

  /** `spots()` are the places of all that is shown. */
  constructor(network, element, painter, spots) {
    [this.#network, this.#element, this.#painter, this.#spots] = [network, element, painter, spots];
    this.#drawStandIn = createStandIn(painter);
    network.on("afterDrawing", (ctx) => this.#drawFrame(ctx));
    network.on("dragStart", () => this.#begin());
    network.on("dragEnd", () => this.#settle(0));
    network.on("animationFinished", () => this.#settle(0));
    network.on("zoom", () => {
      this.#begin();
      this.#settle(140);
      const scale = network.getScale();
      if (scale !== within(scale)) network.moveTo({ scale: within(scale) });
    });
  }

  view = () => {
    const { x, y } = this.#network.getViewPosition();
    const { clientWidth: width, clientHeight: height } = this.#element;
    return { x, y, scale: this.#network.getScale(), width, height };
  };

  #drawFrame(ctx) {
    if (this.#moving) this.#drawStandIn(ctx, this.view(), () => bounds(this.#spots()));
    else this.#painter.draw(ctx, this.#network.getScale());
  }

  #begin() {
    clearTimeout(this.#settling);
    this.#moving = true;
  }

  #settle(after) {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#moving = false;
      this.#network.redraw();
    }, after);
  }

  go({ x, y, scale = this.#network.getScale() }, { glide = true } = {}) {
    this.#network.setSize("100%", "100%"); // vis-network itself sees only later that the panel left it less room
    const animation = glide && !this.#calm.matches && { duration: 420, easingFunction: "easeInOutCubic" };
    if (animation) {
      this.#begin();
      this.#settle(900); // should another move cut this one short
    }
    this.#network.moveTo({ position: { x, y }, scale: within(scale), animation });
  }

  /** All of `spots` ([{x, y}…]) in sight below `top` pixels, and the names that `names(scale)` says stand around them. */
  fit(spots, { least = 0, most = 1.6, glide = true, top = 0, names = null } = {}) {
    if (!spots.length) return;
    const { clientWidth, clientHeight } = this.#element;
    const room = names ? 24 : Math.min(190, clientWidth * 0.18);
    const shore = names ? 120 : 60;
    let box = bounds(spots);
    const tight = () => {
      const wide = (clientWidth - room) / (box.width + shore);
      const high = (clientHeight - room - top) / (box.height + shore);
      return Math.max(least, Math.min(most, wide, high));
    };
    for (let turn = 0; names && turn < 2; turn++) box = bounds([...spots, ...names(tight())]);
    this.go({ x: box.x, y: box.y - top / 2 / tight(), scale: tight() }, { glide });
  }

  /** The middle of `spots` in sight, moved only where one of them is not. */
  reveal(spots) {
    const { clientWidth: w, clientHeight: h } = this.#element;
    const inside = spots.every((spot) => {
      const { x, y } = this.#network.canvasToDOM(spot);
      return x > 40 && y > 40 && x < w - 40 && y < h - 40;
    });
    if (!inside) this.go({ x: (spots[0].x + spots.at(-1).x) / 2, y: (spots[0].y + spots.at(-1).y) / 2 });
  }

  zoom(factor) {
    this.go({ ...this.#network.getViewPosition(), scale: this.#network.getScale() * factor });
  }

  pan(x, y) {
    const { x: left, y: top, scale } = this.view();
    this.go({ x: left + x / scale, y: top + y / scale }, { glide: false });
  }
}

const within = (scale) => Math.max(FARTHEST, Math.min(CLOSEST, scale));

function bounds(spots) {
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

/**
 * Pictures that stand for the scene while the camera moves, so that a frame costs the same for ten things and for
 * thousands: a sharp one of what was in sight and some land around it, and where that does not reach, a coarse one of
 * the whole map. Both are painted once a scene, and the scene itself again when the camera rests.
 */
function createStandIn(painter) {
  const MARGIN = 1.5; // of what is in sight
  const BLUR = 3; // how far one may come nearer before the sharp one is painted anew
  const MOST_PIXELS = 12e6; // of either: 48 MB
  let sharp = null;
  let coarse = null;

  function picture(camera) {
    const ratio = Math.min(devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / camera.width / camera.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.ceil(camera.width * ratio), Math.ceil(camera.height * ratio)];
    const ctx = canvas.getContext("2d", { alpha: false });
    ctx.scale(ratio, ratio);
    ctx.fillStyle = painter.theme().sea;
    ctx.fillRect(0, 0, camera.width, camera.height);
    painter.paint(ctx, camera);
    const [width, height] = [camera.width / camera.scale, camera.height / camera.scale];
    return {
      canvas,
      scene: painter.scene(),
      scale: camera.scale,
      left: camera.x - width / 2,
      top: camera.y - height / 2,
      width,
      height,
    };
  }

  /** Draw what `camera` sees; `box()` gives {x, y, width, height} of the whole map. The surface is in the page's units. */
  return function drawStandIn(ctx, camera, box) {
    const fresh = (held) => held?.scene === painter.scene();
    if (!fresh(sharp) || camera.scale > sharp.scale * BLUR)
      sharp = picture({ ...camera, width: camera.width * MARGIN, height: camera.height * MARGIN });
    if (!covers(sharp, camera)) {
      if (!fresh(coarse)) coarse = picture(overview(box(), camera));
      ctx.drawImage(coarse.canvas, coarse.left, coarse.top, coarse.width, coarse.height);
    }
    ctx.drawImage(sharp.canvas, sharp.left, sharp.top, sharp.width, sharp.height);
  };
}

/** Whether a picture holds all that a camera sees. */
function covers(held, { x, y, scale, width, height }) {
  const [w, h] = [width / 2 / scale, height / 2 / scale];
  return (
    x - w >= held.left && x + w <= held.left + held.width && y - h >= held.top && y + h <= held.top + held.height
  );
}

/** A camera on `box`, as wide as `camera`. */
function overview(box, camera) {
  const scale = Math.min(camera.width / (box.width + 240), camera.height / (box.height + 240));
  return { ...camera, x: box.x, y: box.y, scale };
}

/** What the reader does with pointer and keys on the map, handed on; and what the box of shortcuts says of it. */

const SHORTCUTS = [
  ["单击", "看一样东西，或一条连线的证据"],
  ["双击", "看一样东西的周围（至多 300 个）；周围里的再双击，把它的邻居加进来（一次至多 24 个）"],
  ["/", "搜索：名称、别名、拼音、首字母；↑ ↓ 选，回车到"],
  ["P", "两样东西之间的路径"],
  ["E", "展开选中的东西的周围，同双击"],
  ["F", "只看选中的东西的周围"],
  ["L", "打开或合上列表"],
  ["U", "返回上一步（浏览器的后退也行）"],
  ["0", "看全图"],
  ["+ −", "放大、缩小；方向键移动（先用 Tab 走到图上）"],
  ["D", "深色或浅色"],
  ["Esc", "收起、退出"],
];

function listenToPointer({ mapElement, network, painter, choose, open, chosen, hover }) {
  const pointAt = (event) => {
    const area = mapElement.getBoundingClientRect();
    return painter.at(network.DOMtoCanvas({ x: event.clientX - area.left, y: event.clientY - area.top }));
  };
  network.on("click", ({ pointer }) => {
    const hit = painter.at(pointer.canvas);
    if (hit || chosen()) choose(hit);
  });
  network.on("doubleClick", ({ pointer }) => {
    const hit = painter.at(pointer.canvas);
    if (hit?.node) open(hit.node);
  });
  mapElement.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const hit = pointAt(event);
    mapElement.style.cursor = hit ? "pointer" : "";
    hover(hit);
  });
  mapElement.addEventListener("pointerleave", () => hover(null));
}

function listenToKeys(mapElement, keys, camera) {
  const arrows = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (document.querySelector("dialog[open]")) return;
    const arrow = document.activeElement === mapElement && arrows[event.key];
    const act = arrow ? () => camera.pan(...arrow) : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// The viewer of a slide: OpenSeadragon with our own tools, and the heatmap laid over the picture.
// What to show stands in data attributes of #slide-result, which is exchanged when the analysis is done.

import { Cells } from "./cells.js";
import { colouredHeatmap } from "./heatmap.js";

const root = document.querySelector("[data-viewer]");
const stage = root.querySelector("[data-stage]");
const message = root.querySelector("[data-message]");
const legend = root.querySelector("[data-legend]");
const opacity = root.querySelector("[data-opacity]");
const tools = Object.fromEntries([...root.querySelectorAll("[data-tool]")].map((tool) => [tool.dataset.tool, tool]));

const PAN_STEP = 0.1;
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

let viewer = null;
let loading = null;
let overlay = null;
let cells = null;
let shown = {};

// OpenSeadragon adds a style element to the page unless it finds its own there, and the content security policy
// allows none. This element only answers to that search; it styles nothing.
const decoy = document.createElementNS("urn:leukoscope:none", "style");
decoy.setAttribute("data-openseadragon-mobile-css", "true");
document.head.append(decoy);

function openPicture(address, alt) {
  viewer = OpenSeadragon({
    element: stage,
    tileSources: { type: "image", url: address },
    showNavigationControl: false,
    showNavigator: true,
    navigatorPosition: "BOTTOM_RIGHT",
    navigatorSizeRatio: 0.16,
    navigatorBackground: "#16181b",
    navigatorBorderColor: "#383d44",
    navigatorDisplayRegionColor: "#86b3f2",
    drawer: "canvas",
    animationTime: 0.3,
    maxZoomPixelRatio: 8,
    visibilityRatio: 0.5,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
  });
  viewer.canvas.setAttribute("role", "img");
  viewer.canvas.setAttribute("aria-label", alt);
  // Its own letters would clash with the portal's; moving by keyboard is below.
  viewer.addHandler("canvas-key", (event) => {
    event.preventDefaultAction = true;
  });
  viewer.addHandler("open", () => {
    clipToSize(viewer.world.getItemAt(0));
    followCells();
    setEnabled(true);
  });
  viewer.addHandler("zoom", showNavigator);
  viewer.addHandler("open", showNavigator);
  viewer.addHandler("open-failed", () => {
    message.textContent = "The picture could not be loaded. Reload the page; if it happens again, tell your administrator.";
  });
}

// Pictures are drawn a fraction of a pixel beyond their edge, each by another one; the heatmap must cover exactly.
function clipToSize(item) {
  const { x, y } = item.getContentSize();
  item.setClip(new OpenSeadragon.Rect(0, 0, x, y));
}

// The small map helps once a part of the picture is out of sight, and covers it before.
function showNavigator() {
  const isWhole = viewer.viewport.getZoom() <= viewer.viewport.getHomeZoom() * 1.01;
  viewer.navigator.element.hidden = isWhole;
}

function setEnabled(isOpen) {
  const isMissing = { heatmap: !shown.heatmap, cells: !document.querySelector("#slide-cells [data-box]") };
  for (const [name, tool] of Object.entries(tools)) tool.disabled = !isOpen || Boolean(isMissing[name]);
}

// The gallery is exchanged when the analysis is done, which may be before or after the picture is there.
function followCells() {
  const section = document.getElementById("slide-cells");
  if (cells?.isFor !== section) cells = new Cells(viewer, section);
}

function layOver(address) {
  return new Promise((success, error) => {
    viewer.addTiledImage({
      tileSource: { type: "image", url: address },
      opacity: 0,
      success: ({ item }) => {
        clipToSize(item);
        success(item);
      },
      error,
    });
  });
}

function setOpacity() {
  const { value } = opacity.querySelector("input");
  opacity.querySelector("output").textContent = `${value} %`;
  overlay?.setOpacity(isOn(tools.heatmap) ? value / 100 : 0);
}

const isOn = (tool) => tool.getAttribute("aria-pressed") === "true";

function toggle(tool) {
  tool.setAttribute("aria-pressed", String(!isOn(tool)));
  return isOn(tool);
}

async function toggleHeatmap() {
  const isShown = toggle(tools.heatmap);
  legend.hidden = !isShown;
  opacity.hidden = !isShown;
  try {
    loading ??= colouredHeatmap(shown.heatmap).then(layOver);
    overlay = await loading;
    setOpacity();
  } catch {
    message.textContent = "The heatmap could not be loaded. Reload the page to try again.";
  }
}

const act = {
  fit: () => viewer.viewport.goHome(),
  actual: () => viewer.viewport.zoomTo(viewer.viewport.imageToViewportZoom(1 / devicePixelRatio)),
  "zoom-in": () => viewer.viewport.zoomBy(1.5).applyConstraints(),
  "zoom-out": () => viewer.viewport.zoomBy(1 / 1.5).applyConstraints(),
  rotate: () => viewer.viewport.setRotation((viewer.viewport.getRotation() + 90) % 360),
  heatmap: toggleHeatmap,
  cells: () => cells.showAll(toggle(tools.cells)),
};

for (const [name, tool] of Object.entries(tools)) tool.addEventListener("click", () => act[name]());
opacity.querySelector("input").addEventListener("input", setOpacity);

document.addEventListener("keydown", (event) => {
  const direction = event.shiftKey && DIRECTIONS[event.key];
  if (!direction || !viewer || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  const size = viewer.viewport.getBounds().width * PAN_STEP;
  viewer.viewport.panBy(new OpenSeadragon.Point(direction[0] * size, direction[1] * size)).applyConstraints();
});

function show() {
  const before = shown;
  shown = { ...document.getElementById("slide-result").dataset };
  message.textContent = shown.message;
  if (shown.image && shown.image !== before.image) openPicture(shown.image, shown.alt);
  legend.querySelector("[data-legend-class]").textContent = shown.heatmapClass ? ` for ${shown.heatmapClass}` : "";
  if (viewer?.isOpen()) followCells();
  setEnabled(Boolean(viewer?.isOpen()));
}

document.addEventListener("htmx:afterSwap", show);
show();

// The gallery of white cells: crops cut from the picture in the viewer, and outlines of the cells over it.
// The boxes stand in data-box of the buttons, in pixels of the upright image; the picture may be a smaller copy.

const SVG = "http://www.w3.org/2000/svg";

// A crop shows the box and this share of its longer side all round.
const MARGIN = 0.15;

// A cell is shown in a view this many cells wide: the same for all cells of a picture, so that sizes compare.
const CELLS_ACROSS = 6;

// As wide as .cell-picture in cells.css.
const CROP = 96;

const isStill = matchMedia("(prefers-reduced-motion: reduce)");

function readBox(words, scale) {
  const [x, y, width, height] = words.split(" ").map((number) => number * scale);
  return { x, y, width, height, longer: Math.max(width, height) };
}

function cut(canvas, picture, box) {
  const side = box.longer * (1 + 2 * MARGIN);
  const left = box.x + (box.width - side) / 2;
  const top = box.y + (box.height - side) / 2;
  canvas.width = canvas.height = Math.round(CROP * devicePixelRatio);
  canvas.getContext("2d").drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

// Two lines, a light one on a broader dark one, are seen on every stain.
function drawMark({ x, y, width, height }) {
  const mark = document.createElementNS(SVG, "g");
  for (const name of ["outline-ground", "outline-line"]) {
    const line = document.createElementNS(SVG, "rect");
    line.setAttribute("class", name);
    for (const [key, value] of Object.entries({ x, y, width, height })) line.setAttribute(key, value);
    mark.append(line);
  }
  return mark;
}

export class Cells {
  #viewer;
  #section;
  #item;
  #cells;
  #chosen = null;
  #isAll = false;

  constructor(viewer, section) {
    this.#viewer = viewer;
    this.#section = section;
    this.#item = viewer.world.getItemAt(0);
    const { x, y } = this.#item.getContentSize();
    const scale = Math.max(x, y) / Math.max(section.dataset.width, section.dataset.height);
    this.#cells = [...section.querySelectorAll("[data-box]")].map((button) => this.#made(button, scale));
    this.#layOver(x, y);
    this.#update();
  }

  #made(button, scale) {
    const box = readBox(button.dataset.box, scale);
    const cell = { button, box, mark: drawMark(box) };
    cut(button.querySelector("canvas"), this.#item.source.image, box);
    button.addEventListener("click", () => this.#choose(cell));
    return cell;
  }

  #layOver(width, height) {
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    drawing.append(...this.#cells.map((cell) => cell.mark));
    const element = document.createElement("div");
    element.className = "outlines";
    element.append(drawing);
    this.#viewer.addOverlay({ element, location: new OpenSeadragon.Rect(0, 0, 1, height / width) });
  }

  get isFor() {
    return this.#section;
  }

  showAll(isAll) {
    this.#isAll = isAll;
    this.#update();
  }

  #update() {
    for (const cell of this.#cells) {
      const isChosen = cell === this.#chosen;
      cell.mark.toggleAttribute("hidden", !isChosen && !this.#isAll);
      cell.mark.classList.toggle("is-chosen", isChosen);
      cell.button.setAttribute("aria-pressed", String(isChosen));
      if (isChosen) cell.mark.parentNode.append(cell.mark);
    }
  }

  // Pressed once more, the cell's outline goes away.
  #choose(cell) {
    this.#chosen = this.#chosen === cell ? null : cell;
    this.#update();
    if (this.#chosen) this.#goTo(cell.box);
  }

  #goTo({ x, y, width, height }) {
    const sides = this.#cells.map((cell) => cell.box.longer);
    const mean = sides.reduce((sum, side) => sum + side) / sides.length;
    const { x: whole, y: tall } = this.#item.getContentSize();
    const side = Math.min(CELLS_ACROSS * mean, whole, tall);
    const view = this.#item.imageToViewportRectangle(x + (width - side) / 2, y + (height - side) / 2, side, side);
    this.#viewer.viewport.fitBoundsWithConstraints(view, isStill.matches);
    this.#viewer.element.scrollIntoView({ block: "nearest" });
  }
}

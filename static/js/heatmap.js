// The heatmap as colours: grey values of the PNG become cividis on a canvas. What weighs little is transparent,
// so that the stain stays visible where there is nothing to show.

// Eleven stops of cividis (Nunez, Anderton and Renslow, 2018), readable with any kind of colour vision.
const STOPS = [
  [0, 34, 78],
  [10, 50, 106],
  [43, 68, 110],
  [77, 85, 108],
  [102, 105, 112],
  [125, 124, 120],
  [148, 142, 119],
  [174, 163, 113],
  [200, 184, 102],
  [229, 207, 82],
  [254, 232, 56],
];

// A canvas larger than this gains nothing: the map comes from a few dozen cells a side.
const LONGEST = 2048;

// Opaque from half the strongest weight on; the legend in viewer.css fades in the same way.
const OPAQUE_FROM = 0.5;

const TABLE = Array.from({ length: 256 }, (_, grey) => {
  const place = (grey / 255) * (STOPS.length - 1);
  const low = Math.min(Math.floor(place), STOPS.length - 2);
  const colours = STOPS[low].map((value, channel) => value + (STOPS[low + 1][channel] - value) * (place - low));
  return [...colours, 255 * Math.min(1, grey / 255 / OPAQUE_FROM)].map(Math.round);
});

function colour(pixels) {
  for (let place = 0; place < pixels.data.length; place += 4) {
    pixels.data.set(TABLE[pixels.data[place]], place);
  }
  return pixels;
}

// Gives the address of the coloured picture, which lives as long as the page.
export async function colouredHeatmap(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  context.putImageData(colour(context.getImageData(0, 0, canvas.width, canvas.height)), 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve));
  return URL.createObjectURL(blob);
}

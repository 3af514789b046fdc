// Keeps "12 min ago" true while the page is open, in the same words as the server's `ui.span`.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS_SHOWN = 60;

function span(seconds) {
  if (seconds < MINUTE) return "under 1 min";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} d`;
}

function words(moment, style) {
  const seconds = (Date.now() - moment) / 1000;
  if (style === "age") return span(seconds);
  if (style === "due") return seconds < 0 ? `due in ${span(-seconds)}` : `late by ${span(seconds)}`;
  if (seconds >= DAYS_SHOWN * DAY) return moment.toISOString().slice(0, 10);
  return seconds >= MINUTE ? `${span(seconds)} ago` : "just now";
}

function tick() {
  for (const element of document.querySelectorAll("time[data-clock]")) {
    const text = words(new Date(element.dateTime), element.dataset.clock);
    if (element.textContent !== text) element.textContent = text;
  }
}

setInterval(tick, 20_000);

// Single-key shortcuts. An element says its own key: data-key="h" data-key-label="Show the heatmap".
// Pressing the key clicks the element (or focuses a field). Modules with movement of their own listen to "key:press".

const STORE = "leukoscope.keys";
const HELP = "?";

const isOn = () => localStorage.getItem(STORE) !== "off";

function takesText(target) {
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input") && !["radio", "checkbox", "range", "button", "submit"].includes(target.type);
}

function isReachable(element) {
  const open = document.querySelector("dialog[open]");
  if (element.disabled || element.getAttribute("aria-disabled") === "true") return false;
  return !open || open.contains(element);
}

function press(element) {
  if (element.matches("input[type=search], input[type=text], textarea, select")) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!isOn() || takesText(event.target)) return;
  const movesControl = event.target.matches("input[type=range], input[type=radio]") && event.key.startsWith("Arrow");
  if (movesControl) return;
  const element = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find(isReachable);
  if (element) {
    event.preventDefault();
    press(element);
    return;
  }
  if (!document.querySelector("dialog[open]")) {
    const free = document.dispatchEvent(new CustomEvent("key:press", { detail: event, cancelable: true }));
    if (!free) event.preventDefault();
  }
});

const NAMES = { ArrowLeft: "←", ArrowRight: "→", Enter: "Enter" };

function line(keys, words) {
  const term = document.createElement("dt");
  for (const key of keys) {
    const hint = document.createElement("kbd");
    hint.textContent = NAMES[key] ?? key;
    term.append(hint, " ");
  }
  const text = document.createElement("dd");
  text.textContent = words;
  return [term, text];
}

function fillList(list) {
  list.replaceChildren();
  for (const element of document.querySelectorAll("[data-key-label]")) {
    list.append(...line((element.dataset.keyNames ?? element.dataset.key).split(" "), element.dataset.keyLabel));
  }
  list.append(...line([HELP], "Show this list"));
}

const dialog = document.getElementById("keys-dialog");
if (dialog) {
  const box = dialog.querySelector("[data-keys-switch]");
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));
  dialog.addEventListener("dialog:open", () => fillList(dialog.querySelector("[data-keys-list]")));
}

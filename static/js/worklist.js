// The worklist by keyboard: j and k move, Enter opens (the link has the focus), a assigns the case to me.
// A click anywhere on a row opens it too.

const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.activeElement?.closest("[data-row]");

function move(step) {
  const all = rows();
  const here = all.indexOf(current());
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  const link = all[next]?.querySelector("[data-row-link]");
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("key:press", (event) => {
  const { key } = event.detail;
  if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "a") current()?.querySelector("[data-assign]")?.click();
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest("a, button, input, form") || getSelection()?.toString()) return;
  row.querySelector("[data-row-link]").click();
});

// Filters that are not set stay out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("[data-filters]")) return;
  const parameters = event.detail.formData;
  for (const [name, value] of [...parameters.entries()]) if (!value) parameters.delete(name);
});

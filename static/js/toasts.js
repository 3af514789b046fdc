// Messages at the lower edge: good news leaves by itself, everything else stays until it is closed.

const STAY = 6000;

function leaveLater(toast) {
  if (toast.dataset.toast === "success" || toast.dataset.toast === "info") {
    let timer = setTimeout(() => toast.remove(), STAY);
    toast.addEventListener("pointerenter", () => clearTimeout(timer));
    toast.addEventListener("focusin", () => clearTimeout(timer));
    toast.addEventListener("pointerleave", () => {
      timer = setTimeout(() => toast.remove(), STAY);
    });
  }
}

const list = document.getElementById("toasts");
list?.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) event.target.closest(".toast").remove();
});
for (const toast of list?.children ?? []) leaveLater(toast);

// A request that got no answer at all: say so, nothing is lost on the page.
function offline() {
  const toast = document.getElementById("offline-toast");
  if (toast) list.append(toast.content.cloneNode(true));
}

document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.requestConfig?.verb !== "get" && !list.querySelector("[data-toast=error]")) offline();
});

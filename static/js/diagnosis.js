// The call form: the text for "Other" is asked for when it is needed, and "Sign out" saves only what has changed.

const form = document.querySelector("[data-diagnosis]");

function showOther() {
  const chosen = form.elements.label?.value;
  const other = form.querySelector("[data-other]");
  other.hidden = chosen !== "other" && !other.querySelector(".field-error");
}

const state = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));

if (form) {
  showOther();
  form.addEventListener("change", showOther);
  const before = state();
  const dialog = document.getElementById("sign-out-dialog");
  for (const button of document.querySelectorAll("[data-sign]")) {
    button.addEventListener("click", (event) => {
      if (!dialog || !("hasDraft" in form.dataset) || state() !== before) return;
      event.preventDefault();
      event.stopPropagation();
      dialog.showModal();
      dialog.querySelector("[data-dialog-focus]")?.focus();
    });
  }
}

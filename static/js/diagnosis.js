// The call form: it keeps its draft by itself, and "Sign out" goes on to the signature of what was kept.

import { Drafts } from "./drafts.js";

const NO_CALL = "Choose your call first.";

const form = document.querySelector("[data-diagnosis]");
const other = form?.querySelector("[data-other] input");
const status = form?.querySelector("[data-draft-state]");

// The text for "Other" is asked for, and sent, where that is the call.
function askForOther() {
  const isOther = form.elements.label?.value === "other";
  other.required = isOther;
  other.disabled = !isOther;
}

function say(words, draft) {
  status.textContent = words;
  status.classList.toggle("field-error", !draft);
  if (!draft) return;
  for (const place of document.querySelectorAll("[data-draft-call]")) place.textContent = draft.words;
  for (const place of document.querySelectorAll("[data-draft-only]")) place.hidden = false;
  for (const place of document.querySelectorAll("[data-no-draft-only]")) place.hidden = true;
}

function askForCall() {
  const choice = form.querySelector("input[name=label]");
  choice.focus();
  choice.scrollIntoView({ block: "nearest" });
  say(NO_CALL);
}

const missing = () => [...form.elements].find((field) => field.willValidate && !field.validity.valid);

function openDialog(dialog) {
  dialog.showModal();
  dialog.querySelector("[data-dialog-focus]")?.focus();
}

async function sign(event, drafts, dialog) {
  event.preventDefault();
  event.stopPropagation();
  const button = event.currentTarget;
  if (!form.elements.label.value) askForCall();
  else if (!(await drafts.flush())) missing()?.focus();
  else if (dialog && "hasDraft" in form.dataset && !drafts.saves) openDialog(dialog);
  else form.requestSubmit(button); // the page comes back with the dialog for what was kept
}

if (form) {
  askForOther();
  form.addEventListener("change", askForOther);
  form.querySelector("[aria-invalid=true], [data-wrong]")?.focus();
}

if (form && "keeps" in form.dataset) {
  const drafts = new Drafts(form, say);
  const dialog = document.getElementById("sign-out-dialog");
  other.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it would press "Sign out"
    drafts.flush();
  });
  for (const button of document.querySelectorAll("[data-sign]")) {
    button.addEventListener("click", (event) => sign(event, drafts, dialog));
  }
} else if (form) {
  // An amendment is recorded as a whole, with its reason.
  let isOpen = false;
  form.addEventListener("input", () => {
    isOpen = true;
  });
  form.addEventListener("submit", () => {
    isOpen = false;
  });
  addEventListener("beforeunload", (event) => isOpen && event.preventDefault());
}

// Native dialogs. data-dialog-open="id" opens one, data-dialog-close closes the one around it,
// and an address that ends in #id opens it when the page comes up.

function open(dialog) {
  if (!dialog || dialog.open) return;
  dialog.dispatchEvent(new CustomEvent("dialog:open"));
  dialog.showModal();
  dialog.querySelector("[data-dialog-focus]")?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  const closer = event.target.closest("[data-dialog-close]");
  if (!opener && !closer) return;
  event.preventDefault();
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    open(document.getElementById(opener.dataset.dialogOpen));
  } else {
    closer.closest("dialog")?.close();
  }
});

// A form that came back with errors stands in a dialog that opens by itself.
for (const dialog of document.querySelectorAll("dialog[data-dialog-now]")) open(dialog);

const named = location.hash && document.getElementById(location.hash.slice(1));
if (named instanceof HTMLDialogElement) {
  history.replaceState(null, "", location.pathname + location.search);
  open(named);
}

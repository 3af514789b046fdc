// Several images at once: each file is sent by itself with a line of progress of its own, one after the other, so
// that the slides are numbered as the files were chosen. The line leaves when the slide's card is on the page.
// Without this script the form sends all files at once and the page shows what was refused.

const NO_SLIDE = "00000000-0000-0000-0000-000000000000";

const form = document.querySelector("[data-upload]");
const input = form?.querySelector("input[type=file]");
const list = form?.querySelector("[data-upload-list]");
const zone = form?.querySelector("[data-drop-zone]");

const waiting = [];
let isSending = false;

function addLine(file) {
  const line = form.querySelector("[data-upload-line]").content.firstElementChild.cloneNode(true);
  line.querySelector(".upload-name").textContent = file.name;
  line.querySelector("progress").setAttribute("aria-label", `Upload of ${file.name}`);
  line.querySelector("[data-upload-again]").addEventListener("click", () => enqueue(file, line));
  list.append(line);
  return line;
}

function enqueue(file, line) {
  line.classList.remove("is-wrong");
  line.querySelector(".field-error").hidden = true;
  line.querySelector("[data-upload-again]").hidden = true;
  line.querySelector("progress").hidden = false;
  say(line, "Waiting");
  waiting.push([file, line]);
  sendNext();
  showTotal();
}

function say(line, words) {
  line.querySelector(".upload-state").textContent = words;
}

function sendNext() {
  if (isSending || !waiting.length) return;
  isSending = true;
  send(...waiting.shift());
}

// What is still to be sent, or received and not shown yet, counts as slides to be analysed.
function showTotal() {
  const progress = document.querySelector("[data-analysed]");
  if (!progress) return;
  const received = Number(progress.dataset.received) + list.querySelectorAll("[data-slide]").length;
  const total = received + waiting.length + (isSending ? 1 : 0);
  const words = `${progress.dataset.analysed} of ${total}`;
  progress.max = total;
  progress.textContent = words;
  document.querySelector("[data-analysed-words]").textContent = words;
}

function send(file, line) {
  const data = new FormData(form);
  data.set(input.name, file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    line.querySelector("progress").value = event.loaded / event.total;
    say(line, event.loaded < event.total ? `${Math.floor((100 * event.loaded) / event.total)} %` : "Checking");
  });
  request.addEventListener("loadend", () => {
    isSending = false;
    if (request.status === 201) done(line, JSON.parse(request.responseText).slide);
    else refused(line, request);
    sendNext();
    showTotal();
  });
  request.send(data);
}

function done(line, slide) {
  line.classList.add("is-done");
  line.dataset.slide = slide;
  line.querySelector("progress").hidden = true;
  say(line, "Received, analysis queued");
  document.body.dispatchEvent(new CustomEvent("slides:changed", { bubbles: true }));
}

function dropShown() {
  for (const line of list.querySelectorAll("[data-slide]")) {
    if (document.getElementById(`slide-${line.dataset.slide}`)) line.remove();
  }
}

function problemOf(request) {
  if (request.responseURL && request.responseURL !== form.action) {
    return { detail: "You are logged out. Reload the page, sign in, and send the file again." };
  }
  try {
    return JSON.parse(request.responseText);
  } catch {
    return { detail: "The portal does not answer. The file was not sent; try again in a moment.", again: true };
  }
}

function refused(line, request) {
  const problem = problemOf(request);
  const error = line.querySelector(".field-error");
  const fields = Object.values(problem.errors ?? {}).flat();
  error.textContent = fields.length ? fields.join(" ") : problem.detail;
  if (problem.slide) {
    const link = document.createElement("a");
    link.href = form.dataset.slideAddress.replace(NO_SLIDE, problem.slide);
    link.textContent = "Open the slide";
    error.append(" ", link);
  }
  error.hidden = false;
  line.classList.add("is-wrong");
  line.querySelector("progress").hidden = true;
  line.querySelector("[data-upload-again]").hidden = !(problem.again || request.status >= 500);
  say(line, "Not received");
}

function take(files) {
  for (const file of files) enqueue(file, addLine(file));
}

if (form) {
  form.classList.add("is-live");
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    take(event.dataTransfer.files);
  });
  document.addEventListener("htmx:afterSwap", () => {
    dropShown();
    showTotal();
  });
  // A file dropped beside the zone would replace the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  // Leaving now would lose what is not sent yet.
  addEventListener("beforeunload", (event) => {
    if (isSending || waiting.length) event.preventDefault();
  });
}

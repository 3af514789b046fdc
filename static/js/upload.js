// Several images at once: each file is sent by itself, two at a time, with a line of progress of its own.
// Without this script the form sends all files at once and the page shows what was refused.

const AT_ONCE = 2;
const NO_SLIDE = "00000000-0000-0000-0000-000000000000";

const form = document.querySelector("[data-upload]");
const input = form?.querySelector("input[type=file]");
const list = form?.querySelector("[data-upload-list]");
const zone = form?.querySelector("[data-drop-zone]");

const waiting = [];
let sending = 0;

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
}

function say(line, words) {
  line.querySelector(".upload-state").textContent = words;
}

function sendNext() {
  while (sending < AT_ONCE && waiting.length) {
    sending += 1;
    send(...waiting.shift());
  }
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
    sending -= 1;
    if (request.status === 201) done(line);
    else refused(line, request);
    sendNext();
  });
  request.send(data);
}

function done(line) {
  line.classList.add("is-done");
  line.querySelector("progress").hidden = true;
  say(line, "Received, analysis queued");
  document.body.dispatchEvent(new CustomEvent("slides:changed", { bubbles: true }));
}

function problemOf(request) {
  if (request.responseURL && request.responseURL !== form.action) {
    return { detail: "You are signed out. Reload the page, sign in, and send the file again." };
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
  // A file dropped beside the zone would replace the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  // Leaving now would lose what is not sent yet.
  addEventListener("beforeunload", (event) => {
    if (sending || waiting.length) event.preventDefault();
  });
}

// Keeps the draft by itself: each change is sent, one request after the other, and the page is not left before
// the answer. What cannot be kept is said, and then the browser asks before it leaves.

const PAUSE = 800;
const NOT_ANSWERED = "the portal does not answer. Try again in a moment.";
const LOGGED_OUT = "you are logged out. Sign in from another tab, then change something here.";

export class Drafts {
  #form;
  #say;
  #kept;
  #timer = 0;
  #sending = null;
  #isRefused = false;
  saves = 0;

  constructor(form, say) {
    this.#form = form;
    this.#say = say;
    this.#kept = this.#state();
    form.addEventListener("input", (event) => this.#later(event.target.type === "radio" ? 0 : PAUSE));
    form.addEventListener("change", () => this.#later(0));
    document.addEventListener("click", (event) => this.#holdLink(event), { capture: true });
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    addEventListener("beforeunload", (event) => {
      if (!this.isOpen()) return;
      event.preventDefault();
      this.flush();
    });
  }

  // Whether anything on the page is not with the portal yet.
  isOpen() {
    return Boolean(this.#sending) || this.#state() !== this.#kept;
  }

  // Sends what is open; true once everything is kept.
  async flush() {
    clearTimeout(this.#timer);
    while (this.isOpen()) {
      this.#sending ??= this.#send().finally(() => {
        this.#sending = null;
      });
      if (!(await this.#sending)) return false;
    }
    return true;
  }

  #state() {
    const fields = [...new FormData(this.#form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    return JSON.stringify(fields);
  }

  #later(pause) {
    clearTimeout(this.#timer);
    if (!this.isOpen()) {
      if (this.#isRefused) this.#say(""); // taken back: nothing is missing any more
      this.#isRefused = false;
      return;
    }
    this.#timer = setTimeout(() => this.flush(), pause);
  }

  async #send() {
    const missing = [...this.#form.elements].find((field) => field.willValidate && !field.validity.valid);
    if (missing) return this.#refuse(missing.dataset.missing ?? missing.validationMessage);
    const state = this.#state();
    try {
      const answer = await fetch(this.#form.action, {
        method: "POST",
        body: new FormData(this.#form),
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: true,
      });
      if (answer.type === "opaqueredirect") return this.#refuse(LOGGED_OUT);
      const told = await answer.json();
      if (!answer.ok) return this.#refuse(Object.values(told.errors ?? {}).flat().join(" ") || told.detail);
      this.#kept = state;
      this.#isRefused = false;
      this.saves += 1;
      this.#say("Saved", told);
      return true;
    } catch {
      return this.#refuse(NOT_ANSWERED);
    }
  }

  #refuse(words) {
    this.#isRefused = true;
    this.#say(`Not saved: ${words}`);
    return false;
  }

  // A link to another page waits for the draft; what is refused is for the browser to ask about.
  async #holdLink(event) {
    const link = event.target.closest("a[href]");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const stays = !link || link.matches("[href^='#'], [target], [data-dialog-close], [data-dialog-open]");
    if (!isPlain || stays || !this.isOpen()) return;
    event.preventDefault();
    event.stopPropagation();
    await this.flush();
    location.assign(link.href);
  }
}

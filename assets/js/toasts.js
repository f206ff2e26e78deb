// Messages at the corner: good news leaves by itself, anything else stays until it is closed.
import { say } from "./words.js";

const STAYS_MS = 7000;

function leaveInTime(line) {
  if (line.classList.contains("good") || line.classList.contains("info")) {
    let timer = window.setTimeout(() => line.remove(), STAYS_MS);
    const hold = () => window.clearTimeout(timer);
    const release = () => {
      timer = window.setTimeout(() => line.remove(), STAYS_MS);
    };
    line.addEventListener("mouseenter", hold);
    line.addEventListener("focusin", hold);
    line.addEventListener("mouseleave", release);
  }
}

/** Show a message; the text is set as text, never as markup. */
export function toast(text, tone = "info") {
  const shape = document.getElementById("toast-shape");
  const list = document.getElementById("toasts");
  if (!shape || !list) {
    return;
  }
  const line = shape.content.firstElementChild.cloneNode(true);
  line.classList.add(tone);
  line.querySelector("[data-toast-text]").textContent = text;
  list.append(line);
  leaveInTime(line);
}

export function startToasts() {
  document.querySelectorAll("#toasts > li").forEach(leaveInTime);
  document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("li")?.remove());
  document.addEventListener("toast", (event) => toast(event.detail.text || event.detail.value, event.detail.tone));
  document.addEventListener("htmx:sendError", () => toast(say("offline"), "bad"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    toast(say(status === 403 ? "denied" : status === 409 ? "conflict" : "failed"), "bad");
  });
}

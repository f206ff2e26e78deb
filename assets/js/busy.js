// A thin line at the top while htmx waits for an answer.

let waiting = 0;

function count(step) {
  waiting = Math.max(0, waiting + step);
  document.documentElement.classList.toggle("is-busy", waiting > 0);
}

export function startBusy() {
  document.addEventListener("htmx:beforeRequest", () => count(1));
  document.addEventListener("htmx:afterRequest", () => count(-1));
}

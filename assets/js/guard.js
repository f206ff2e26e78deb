// Forms marked data-guard warn before unsaved entries are lost; any form that changes something is sent once only.

let unsaved = false;

function onInput(event) {
  if (event.target.closest("form[data-guard]")) {
    unsaved = true;
  }
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  unsaved = false;
  form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => button.setAttribute("aria-busy", "true"));
}

function onReturn() {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
}

export function startGuard() {
  document.addEventListener("input", onInput);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("htmx:afterRequest", onReturn);
  window.addEventListener("pageshow", onReturn);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
  document.querySelector(".form-summary")?.focus();
}

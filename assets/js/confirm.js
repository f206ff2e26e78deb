// Acts that cannot be taken back ask first, in a <dialog>; old browsers get their own question box.

function ask(form) {
  const dialog = form.querySelector("dialog");
  form.querySelectorAll("[data-required]").forEach((field) => {
    field.required = true;
  });
  if (typeof dialog.showModal === "function") {
    dialog.showModal();
    (dialog.querySelector("textarea, input:not([type=hidden])") || dialog.querySelector("[data-dialog-close]")).focus();
    return;
  }
  const question = dialog.querySelector("h2").textContent;
  const reason = form.querySelector("[data-required]");
  const answer = reason ? window.prompt(question, "") : window.confirm(question);
  if (answer) {
    if (reason) {
      reason.value = answer;
    }
    form.submit();
  }
}

function onClick(event) {
  const opener = event.target.closest("[data-confirm-open]");
  if (opener) {
    event.preventDefault();
    ask(opener.closest("form"));
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) {
    closer.closest("dialog").close();
  } else if (event.target instanceof HTMLDialogElement && event.target.classList.contains("ask")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) {
      event.target.close();
    }
  }
}

export function startConfirm() {
  document.addEventListener("click", onClick);
}

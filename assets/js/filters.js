// Filter bars: unfold on phones; choosing from a list or a date applies at once on the desk.

function onClick(event) {
  const button = event.target.closest("[data-filters-toggle]");
  if (!button) {
    return;
  }
  const open = button.closest(".filters").classList.toggle("open");
  button.setAttribute("aria-expanded", String(open));
}

function onChange(event) {
  const form = event.target.closest("form[data-filters]");
  const instant = event.target.matches("select, input[type=date], input[type=checkbox], input[type=radio]");
  if (form && instant && window.matchMedia("(min-width: 768px)").matches && typeof form.requestSubmit === "function") {
    form.requestSubmit();
  }
}

/** Keep empty filters out of the address, so that a link says only what is filtered. */
function onFormData(event) {
  if (!event.target.matches?.("form[data-filters]")) {
    return;
  }
  for (const [name, value] of [...event.formData.entries()]) {
    if (value === "") {
      event.formData.delete(name);
    }
  }
}

export function startFilters() {
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("formdata", onFormData);
}

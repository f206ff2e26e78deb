// Dragging a unit of a plan to another group: it ticks the unit, chooses the group and sends the form that stands there anyway.

let dragged = "";

function target(event) {
  return dragged ? event.target.closest("[data-plan-target]") : null;
}

function onStart(event) {
  const unit = event.target.closest ? event.target.closest("[data-plan-unit]") : null;
  if (unit) {
    dragged = unit.dataset.planUnit;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged);
  }
}

function onOver(event) {
  const card = target(event);
  document.querySelectorAll(".is-over").forEach((other) => other.classList.toggle("is-over", other === card));
  if (card) {
    event.preventDefault();
    card.classList.add("is-over");
  }
}

function onDrop(event) {
  const card = target(event);
  const form = document.querySelector("[data-plan-move]");
  if (!card || !form || card.querySelector(`[data-plan-unit="${dragged}"]`)) {
    return;
  }
  event.preventDefault();
  document.querySelectorAll("[name=units]").forEach((box) => {
    box.checked = box.value === dragged;
  });
  form.elements.target.value = card.dataset.planTarget;
  form.submit();
}

function onEnd() {
  dragged = "";
  document.querySelectorAll(".is-over").forEach((card) => card.classList.remove("is-over"));
}

export function startPlan() {
  document.addEventListener("dragstart", onStart);
  document.addEventListener("dragover", onOver);
  document.addEventListener("drop", onDrop);
  document.addEventListener("dragend", onEnd);
}

// The work list: what is still to be visited first, each line one tap away from its form.
import { $, filled, word } from "./dom.js";

const MOST = 60; // lines drawn at once

const MARKS = { here: "warn", waiting: "info", received: "info", held: "warn", applied: "good", closed: "mute" };

/** Return what became of each unit's latest visit on this device. */
export function marks(waiting, delivered) {
  const found = new Map();
  for (const one of delivered.sort((a, b) => a.at - b.at)) found.set(one.unit, { state: one.state, outcome: one.outcome });
  for (const one of waiting) found.set(one.unit, { state: "here", outcome: one.payload.outcome });
  return found;
}

function seen(unit) {
  if (unit.revisit) return word("revisit", { day: unit.revisit });
  return unit.seen ? word("last_visit", { day: unit.seen }) : word("never_visited");
}

function line(unit, mark, bundle) {
  const row = filled("unit-line", {
    name: unit.name,
    place: unit.address || unit.uscc,
    seen: mark ? bundle.codes.outcome[mark.outcome] : seen(unit),
    mark: mark ? word(`state_${mark.state}`) : unit.done ? word("state_done") : "",
  });
  row.dataset.unit = unit.id;
  row.dataset.tone = mark ? MARKS[mark.state] : unit.done ? "good" : "";
  return row;
}

export function draw(bundle, found, typed) {
  const wanted = typed.trim().toLowerCase();
  const rows = bundle.units.filter((unit) => !wanted || `${unit.name} ${unit.address} ${unit.uscc} ${unit.contact} ${unit.tail}`.toLowerCase().includes(wanted));
  const isDone = (unit) => unit.done || found.has(unit.id);
  const open = rows.filter((unit) => !isDone(unit)), done = rows.filter(isDone);
  const drawn = [...open, ...done].slice(0, MOST);
  $("#units").replaceChildren(...drawn.map((unit) => line(unit, found.get(unit.id), bundle)));
  $("#list-empty").hidden = rows.length > 0;
  $("#list-more").hidden = rows.length <= MOST && !bundle.more;
  $("#progress").textContent = word("progress", { open: open.length, done: done.length, day: bundle.on });
}

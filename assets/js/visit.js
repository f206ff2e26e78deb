// The visit at a desk: what is not asked, given the other answers, is not shown; judged by the table that the phone interprets too.
import { hidden } from "./survey/checks.js";

const OUTCOME = "outcome";
const halfWidth = (text) => text.replace(/[０-９．]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0));

/** Return what a field says now: numbers as numbers, several choices as a list, null where nothing was said. */
function valueOf(inputs, kind) {
  if (kind === "choices") {
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    return chosen.length ? chosen : null;
  }
  const one = inputs[0].type === "radio" ? inputs.find((input) => input.checked) : inputs[0];
  const typed = one ? one.value.trim() : "";
  if (typed === "") return null;
  if (kind === "number") return Number(halfWidth(typed));
  return kind === "yes_no" ? typed === "true" : typed;
}

function ask(form, rules) {
  const named = (name) => [...form.querySelectorAll(`[name="${name}"]`)];
  const values = { ...rules.known };
  for (const [name, kind] of Object.entries({ ...rules.kinds, [OUTCOME]: "choice" })) {
    const inputs = named(name);
    if (inputs.length) values[name] = valueOf(inputs, kind);
  }
  const unasked = hidden(rules.shows, values);
  for (const name of new Set(rules.shows.flatMap((show) => show.fields))) {
    const row = named(name)[0]?.closest(".field");
    if (row) row.hidden = unasked.has(name);
  }
  for (const section of form.querySelectorAll(".form-section")) {
    const rows = [...section.querySelectorAll(".field")];
    section.hidden = rows.length > 0 && rows.every((row) => row.hidden);
  }
}

/** Show and hide the fields of the visit form as it is filled in. */
export function startVisit() {
  const table = document.getElementById("visit-rules");
  const form = table?.closest("form");
  if (!form) return;
  const rules = JSON.parse(table.textContent);
  const again = () => ask(form, rules);
  form.addEventListener("input", again);
  form.addEventListener("change", again);
  again();
}

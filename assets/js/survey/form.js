// The form of one visit: everything known is filled in with its date and source, so that only changes are entered.
import { faults, hidden } from "./checks.js";
import { $, $$, filled, word } from "./dom.js";
import * as photos from "./photos.js";

const GROUPS = ["staff", "extra", "liaison", "more", "mass"];
const SAYS_NOBODY = "liaison_name"; // left empty it is an answer
const NUMBERS = new Set(["count", "money", "number"]);

let bundle, unit, shown, fields;

function source(subject) {
  const [day, code] = unit.said[subject];
  return `${day} ${bundle.codes.source[code] ?? code}`;
}

function optionOf(field, value) {
  return field.options?.find((one) => one.value === value)?.label ?? (typeof value === "boolean" ? word(value ? "yes" : "no") : value);
}

function told(field) {
  const value = shown[field.name];
  if (value === null || value === undefined || value === "") return "—";
  return Array.isArray(value) ? value.map((one) => optionOf(field, one)).join(" ") : String(optionOf(field, value));
}

/** Return the control that asks a field, filled with what is known. */
function control(field) {
  const value = shown[field.name];
  if (field.kind === "choice" || field.kind === "choices" || field.kind === "yes_no") {
    const select = document.createElement("select");
    select.multiple = field.kind === "choices";
    const options = field.kind === "yes_no" ? [true, false].map((one) => ({ value: one, label: optionOf(field, one) })) : field.options;
    select.append(...(select.multiple ? [] : [new Option("", "")]), ...options.map((one) => {
      const isOn = select.multiple ? (value ?? []).includes(one.value) : value === one.value;
      return new Option(one.label, String(one.value), isOn, isOn);
    }));
    return select;
  }
  const input = document.createElement("input");
  input.type = field.kind === "day" ? "date" : "text";
  input.maxLength = field.kind === "text" ? 200 : 15;
  if (NUMBERS.has(field.kind)) input.inputMode = field.kind === "count" ? "numeric" : "decimal";
  input.value = value ?? "";
  return input;
}

/** Return the fields that the unit's rounds ask; a unit in no round is asked everything. */
function askedOf(data, one) {
  const rounds = one.rounds.map((key) => data.rounds[key]).filter(Boolean);
  const parts = new Set(rounds.flatMap((round) => round.parts));
  const questions = new Set(rounds.flatMap((round) => round.questions));
  const isAsked = (part) => !rounds.length || parts.has(part);
  $("#talks").hidden = !isAsked("talks");
  const split = isAsked("members") && data.fields.some((field) => field.part === "relations" && Number(one.values[field.name] || 0)); // asked with the number that it has to match
  const asked = (field) => (field.part ? isAsked(field.part) || (split && field.part === "relations") : field.every || questions.has(field.name));
  return data.fields.filter(asked);
}

function inputOf(field) {
  const yes = field.kind === "yes";
  const row = filled(yes ? "field-yes" : "field-count", { label: field.label });
  row.dataset.field = field.name;
  if (yes) $("input", row).checked = shown[field.name] === true;
  else {
    $("input", row).replaceWith(control(field));
    const known = unit.said[field.subject] ? word("known", { value: told(field), source: source(field.subject) }) : word("unknown");
    const checked = unit.confirmed?.[field.name] > unit.said[field.subject]?.[0] ? word("confirmed", { day: unit.confirmed[field.name] }) : "";
    $("[data-fill=known]", row).textContent = [field.hint, field.blank ? "" : known, checked].filter(Boolean).join(" · ");
  }
  const input = $("input, select", row);
  input.id = input.name = field.name;
  $("label", row).htmlFor = input.id;
  return row;
}

/** Draw the form; `overlay` are values entered on this device that the server does not know yet. */
export function draw(data, one, overlay) {
  bundle = data;
  unit = one;
  fields = askedOf(data, one);
  shown = { ...Object.fromEntries(data.fields.map((field) => [field.name, null])), ...one.values, ...overlay };
  data.fields.filter((field) => field.blank).forEach((field) => {
    shown[field.name] = null;
  });
  const screen = $("[data-screen=form]");
  $("h2", screen).textContent = one.name;
  $("#unit-facts").textContent = [one.uscc, one.address, one.contact, one.tail && `****${one.tail}`].filter(Boolean).join(" · ");
  $("#unit-seen").textContent = one.seen ? word("last_visit", { day: one.seen }) : word("never_visited");
  for (const name of GROUPS) {
    const some = fields.filter((field) => field.group === name);
    $(`#fields-${name}`).replaceChildren(...some.map(inputOf));
    const card = $(`#fields-${name}`).closest("fieldset, details");
    card.hidden = !fields.some((field) => $(`#fields-${field.group}`)?.closest("fieldset, details") === card);
  }
  $$("input[name=outcome]", screen).forEach((input) => {
    input.checked = input.value === "done";
  });
  $$("input[name=talks]", screen).forEach((input) => {
    input.checked = false;
  });
  empty();
  $("#fields-more").closest("details").open = false;
  changed();
}

function empty() {
  for (const id of ["#note", "#revisit-on", "#difficulty-kind", "#difficulty-text"]) $(id).value = "";
  $("#difficulty").open = false;
  photos.empty();
}

/** Leave nothing of a unit on the page. */
export function wipe() {
  bundle = unit = shown = fields = undefined;
  for (const id of ["#unit-facts", "#unit-seen", ...GROUPS.map((name) => `#fields-${name}`), "#faults"]) $(id).replaceChildren();
  $("[data-screen=form] h2").textContent = "";
  empty();
}

const outcome = () => $("input[name=outcome]:checked").value;

const halfWidth = (text) => text.replace(/[０-９．]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0));

function valueOf(field) {
  const input = document.getElementById(field.name);
  if (field.kind === "yes") return input.checked;
  if (field.kind === "choices") {
    const chosen = [...input.selectedOptions].map((one) => one.value);
    return chosen.length ? chosen : null;
  }
  const typed = input.value.trim();
  if (typed === "") return field.name === SAYS_NOBODY ? "" : null;
  if (field.kind === "yes_no") return typed === "true";
  if (!NUMBERS.has(field.kind)) return typed;
  return field.kind === "money" ? halfWidth(typed) : Number(halfWidth(typed));
}

const entered = () => Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]));

function same(a, b) {
  if ((a ?? null) === (b ?? null) || JSON.stringify(a) === JSON.stringify(b)) return true;
  return typeof a !== "boolean" && typeof a !== "object" && typeof b !== "object" && a !== "" && b !== "" && Number(a) === Number(b);
}

/** Say on the button how much was changed, and show what cannot be. */
export function changed() {
  const met = outcome() === "done", values = { ...shown, ...entered() };
  $("#counts").hidden = !met;
  const unasked = hidden(bundle.shows, { ...values, outcome: outcome() });
  $$("[data-field]").forEach((row) => {
    row.hidden = met && unasked.has(row.dataset.field);
  });
  $("#revisit").hidden = unasked.has("revisit_on");
  const number = met ? fields.filter((field) => !same(values[field.name], shown[field.name])).length : 0;
  $("#save").textContent = met && number ? word("save_changes", { number }) : word(met && !saysMore() ? "save_unchanged" : "save");
  const found = [...(met ? problems({ ...values, ...Object.fromEntries([...unasked].map((name) => [name, null])) }) : []), ...beside(unasked)];
  $("#faults").replaceChildren(...found.map((fault) => filled("fault", { text: fault.text })));
  return found.filter((fault) => fault.refuses);
}

/** Say whether something is told besides the answers. */
const saysMore = () => ["#difficulty-kind", "#difficulty-text", "#note"].some((one) => $(one).value) || photos.named().length > 0;

function problems(values) {
  const odd = fields.filter((field) => {
    const value = values[field.name];
    if (value === null || !NUMBERS.has(field.kind)) return false;
    if (field.kind === "number") return !Number.isFinite(value);
    return field.kind === "money" ? !/^\d{1,12}(\.\d{1,2})?$/.test(value) : !Number.isInteger(value) || value < 0 || value > 9999999;
  });
  if (odd.length) return odd.map((field) => ({ refuses: true, field: field.name, text: word("no_number", { label: field.label }) }));
  return faults(bundle.checks, values);
}

/** Return what is wrong beside the answers: half a difficulty, or another visit in the past. */
function beside(unasked) {
  const kind = $("#difficulty-kind").value, text = $("#difficulty-text").value.trim(), day = $("#revisit-on").value;
  const wrong = [];
  if (text && !kind) wrong.push("difficulty_kind");
  if (kind && !text) wrong.push("difficulty_text");
  if (day && !unasked.has("revisit_on") && day <= today()) wrong.push("revisit_later");
  return wrong.map((name) => ({ refuses: true, text: word(name) }));
}

function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Return the answers; of what is not asked nothing is said. */
function asked() {
  const values = entered(), unasked = hidden(bundle.shows, { ...shown, ...values, outcome: "done" });
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, unasked.has(name) ? null : value]));
}

/** Return the visit as it is sent, or null while something cannot be. */
export function visit() {
  if (changed().length) {
    $("#faults").scrollIntoView({ block: "center" });
    return null;
  }
  const base = Object.fromEntries(fields.map((field) => [field.name, shown[field.name] ?? null]));
  const kind = $("#difficulty-kind").value, text = $("#difficulty-text").value.trim();
  return {
    unit: unit.id,
    unit_name: unit.name,
    version: unit.version,
    payload: {
      release: bundle.release,
      outcome: outcome(),
      talks: $$("input[name=talks]:checked").map((input) => input.value),
      note: $("#note").value.trim(),
      revisit_on: $("#revisit").hidden ? null : $("#revisit-on").value || null,
      difficulty: kind && text ? { kind, text } : null,
      photos: photos.named(),
      status: unit.status,
      base,
      answers: outcome() === "done" ? asked() : base,
    },
  };
}

// The survey page: set up once with a network, then unlock, list, form, with or without one.
import * as again from "./again.js";
import * as areas from "./areas.js";
import { $, say, show, word } from "./dom.js";
import * as file from "./file.js";
import * as form from "./form.js";
import * as list from "./list.js";
import * as photos from "./photos.js";
import * as queue from "./queue.js";
import * as server from "./server.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const PAUSE = 60 * 1000; // ms between tries
let bundle = null, found = new Map(), overlays = new Map(), syncing = null, onceMore = false;

const device = async () => (await store.get("meta", "lease")).device;

/** Forget the key, and everything that it opened and that was drawn. */
function shut() {
  vault.close();
  bundle = null;
  found = new Map();
  overlays = new Map();
  $("#units").replaceChildren();
  $("#search").value = "";
  if ($("#said").dataset.tone !== "bad") say("");
  form.wipe();
}

/** Show the screen that the state of the device asks for. */
async function enter() {
  const state = await vault.state();
  if (state === "locked" && vault.isOpen() && bundle) return showList();
  shut();
  const unsent = (await store.all("queue")).length;
  $("#lock-note").textContent = state === "locked" ? word("unsent", { number: unsent }) : word(`lock_${state}`, { number: unsent });
  $("#unlock-form").hidden = state !== "locked";
  $("#renew").hidden = state !== "ended";
  $("#again").hidden = state !== "revoked";
  show(state === "none" ? "setup" : "unlock");
  return $(state === "none" ? "#label" : "#pin").focus();
}

async function refresh() {
  if (!bundle || !vault.isOpen()) return; // locked meanwhile
  const waiting = await queue.waiting(), delivered = await queue.delivered();
  const counts = await queue.counts();
  if (!bundle || !vault.isOpen()) return;
  found = list.marks(waiting, delivered);
  overlays = new Map([...delivered.filter((one) => one.at > (bundle.taken ?? 0)), ...waiting.map((one) => ({ unit: one.unit, answers: one.payload.answers }))]
    .map((one) => [one.unit, one.answers]));
  for (const name of ["here", "delivered", "entered"]) $(`#count-${name}`).textContent = counts[name];
  $("#only-copy").hidden = !counts.old;
  $("#held").hidden = counts.held === 0;
  $("#photos-waiting").hidden = counts.photos === 0;
  $("#photos-waiting").textContent = word("photos_waiting", { number: counts.photos });
  list.draw(bundle, found, $("#search").value);
}

async function showList() {
  show("list");
  areas.draw(bundle);
  await refresh();
}

/** Take the work list along, sealed. */
async function take(area) {
  const fresh = await server.bundle(await device(), area);
  if (!vault.isOpen()) return; // locked meanwhile
  const taken = { ...fresh, taken: Date.now() };
  await store.put("sealed", await vault.seal(taken, "bundle"), "bundle");
  if (vault.isOpen()) bundle = taken;
}

/** Send, ask what became of it, renew the lease, take a fresh list. */
async function synchronize() {
  $("#sync").disabled = true;
  try {
    await server.hello();
    let stopped = await queue.sendAll(await device(), refresh);
    if (!stopped || stopped === "unreadable") stopped = (await photos.sendAll(await device())) || stopped;
    if (!stopped || stopped === "unreadable") {
      await vault.keep(await queue.contact(await device()));
      if (bundle) await take(bundle.area);
    }
    await report(stopped);
  } catch (trouble) {
    if (!vault.isOpen()) return; // locked meanwhile: what is left stays in the queue
    if (!(trouble instanceof server.Trouble)) throw trouble;
    await report(trouble.message);
  } finally {
    $("#sync").disabled = false;
  }
  if (vault.isOpen()) await refresh();
}

/** Synchronize; asked again while that goes on, once more afterwards. */
function sync() {
  if (syncing) {
    onceMore = true;
    return syncing;
  }
  syncing = synchronize().finally(() => {
    syncing = null;
    const wanted = onceMore && vault.isOpen();
    onceMore = false;
    if (wanted) sync();
  });
  return syncing;
}

async function report(stopped) {
  document.body.dataset.network = stopped === "offline" ? "off" : "on";
  $("#sign-in").hidden = stopped !== "signed_out";
  $("#network").textContent = word(stopped ? `net_${stopped}` : "net_on", { time: new Date().toTimeString().slice(0, 5) });
  if (stopped === "offline" && navigator.onLine) again.later(() => vault.isOpen() && sync()); // the line was cut, or nobody answers
  if (stopped === "revoked") {
    await vault.giveUp(true);
    await store.remove("sealed", "bundle");
    await enter();
  }
}

async function open(pin) {
  if (!(await vault.unlock(pin))) {
    $("#pin").value = "";
    say(word("wrong_pin"), "bad");
    return enter();
  }
  $("#pin").value = "";
  say("");
  const sealed = await store.get("sealed", "bundle");
  if (sealed) bundle = await vault.unseal(sealed, "bundle");
  else await take();
  await showList();
  return sync();
}

async function setUp(event) {
  event.preventDefault();
  const pin = $("#new-pin").value, label = $("#label").value.trim();
  if (!/^\d{8,12}$/.test(pin) || pin !== $("#new-pin-again").value || vault.isWeak(pin)) return say(word("pin_rule"), "bad");
  $("#setup-go").disabled = true;
  try {
    await navigator.storage?.persist?.();
    await server.hello();
    await vault.create(pin, await server.register(label));
    await take();
    event.target.reset();
    say("");
    await showList();
    await report("");
  } catch (trouble) {
    if (!(trouble instanceof server.Trouble)) throw trouble;
    say(trouble.says?.join(" ") ?? word(`net_${trouble.message}`), "bad");
  } finally {
    $("#setup-go").disabled = false;
  }
  return undefined;
}

async function renew() {
  try {
    await server.hello();
    await vault.keep(await server.contact(await device(), []));
    say(word("renewed"));
  } catch (trouble) {
    if (!(trouble instanceof server.Trouble)) throw trouble;
    if (trouble.message === "revoked") await vault.giveUp(true);
    say(word(`net_${trouble.message}`), "bad");
  }
  await enter();
}

async function save() {
  const visit = form.visit();
  if (!visit) return;
  $("#save").disabled = true;
  try {
    await queue.add(visit);
  } catch {
    say(word("not_saved"), "bad"); // the disk is full, or the browser forbids it: the form stays
    return;
  } finally {
    $("#save").disabled = false;
  }
  say(word("saved", { name: visit.unit_name }));
  await showList();
  sync();
}

async function leave(event) {
  const unsent = (await store.all("queue")).length + (await photos.count());
  if (unsent && !window.confirm(word("sign_out_warning", { number: unsent }))) {
    return;
  }
  shut();
  await vault.giveUp(); // until the next contact no PIN opens what is left
  if (!unsent) await store.remove("sealed", "bundle");
  window.location.assign(event.target.dataset.href);
}

async function startAgain() {
  const unsent = (await store.all("queue")).length;
  if (!window.confirm(word("again_warning", { number: unsent }))) return;
  await store.clear();
  await enter();
}

const on = (selector, event, act) => $(selector).addEventListener(event, act);

on("#setup-form", "submit", setUp);
on("#unlock-form", "submit", (event) => {
  event.preventDefault();
  open($("#pin").value);
});
on("#units", "click", (event) => {
  const row = event.target.closest("[data-unit]");
  const unit = row && bundle.units.find((one) => one.id === Number(row.dataset.unit));
  if (!unit) return;
  say("");
  show("form");
  form.draw(bundle, unit, overlays.get(unit.id));
  $("#save").focus({ preventScroll: true });
});
on("#take-photo", "change", photos.take);
on("#search", "input", () => list.draw(bundle, found, $("#search").value));
on("#visit-form", "input", form.changed);
on("#visit-form", "submit", (event) => {
  event.preventDefault();
  save();
});
on("#back", "click", showList);
on("#to-more", "click", () => {
  $("#more").open = true;
  $("#more").scrollIntoView();
  $("#more summary").focus();
});
on("#sync", "click", sync);
on("#renew", "click", renew);
on("#again", "click", startAgain);
on("#lock", "click", () => {
  shut();
  enter();
});
on("#save-file", "click", async () => file.save(await device()));
on("#send-file", "change", file.send);
on("#leave", "click", leave);
on("#area", "change", async () => {
  try {
    await take($("#area").value);
    await showList();
  } catch (trouble) {
    areas.draw(bundle);
    say(word(`net_${trouble.message}`), "bad");
  }
});
window.addEventListener("unhandledrejection", (trouble) => {
  if (trouble.reason instanceof vault.Locked) trouble.preventDefault(); // it stops where the page was locked; nothing was half written
});
window.addEventListener("online", () => vault.isOpen() && sync());
window.addEventListener("offline", () => vault.isOpen() && report("offline"));
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState === "visible" && vault.isOpen() && (await vault.state()) !== "locked") enter();
});
window.setInterval(async () => {
  if (!vault.isOpen()) return;
  if ((await vault.state()) !== "locked") await enter();
  else if ((await store.all("queue")).length + (await photos.count())) sync();
}, PAUSE);

if (!window.isSecureContext || !window.indexedDB || !navigator.serviceWorker) {
  show("unfit");
} else {
  navigator.serviceWorker.register("/survey/sw.js", { scope: "/survey/" }).catch(() => undefined);
  enter();
}

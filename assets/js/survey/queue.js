// Visits on the device: appended, sent in order, let go when the server has answered with its receipt, never before.
import { moved } from "./again.js";
import * as photos from "./photos.js";
import * as server from "./server.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const DAY = 24 * 60 * 60 * 1000;
const WEEK = 7 * DAY;
const STOPS = new Set(["offline", "signed_out", "revoked", "unknown", "token", "denied"]);
const KEPT_ASIDE = "other_content";

function number() {
  const raw = crypto.getRandomValues(new Uint8Array(16));
  raw[6] = (raw[6] & 0x0f) | 0x40;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  const hex = [...raw].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Keep a visit on the device. */
export async function add(visit) {
  const id = number(), at = Date.now(), pictures = await photos.sealed(id);
  const whole = { ...visit, number: id, device_at: new Date(at).toISOString() };
  const sealed = await vault.seal(whole, id);
  await store.append({ number: id, at, ...sealed }, pictures);
}

/** Return the visits that are on this device only, opened. */
export async function waiting() {
  const records = await store.all("queue");
  return Promise.all(records.map(async (one) => ({ ...(await vault.unseal(one, one.number)), sequence: one.sequence })));
}

/** Return what was delivered lately, opened, with what became of it. */
export async function delivered() {
  const records = await store.all("sent");
  return Promise.all(records.map(async (one) => ({ ...(await vault.unseal(one, one.number)), state: one.state, at: one.at })));
}

/** Count: on this device, delivered, in the register; and whether the device is the only copy for more than a day. */
export async function counts() {
  const queue = await store.all("queue"), sent = await store.all("sent");
  return {
    photos: await photos.count(),
    here: queue.length,
    delivered: sent.filter((one) => one.state !== "applied").length,
    entered: sent.filter((one) => one.state === "applied").length,
    held: sent.filter((one) => one.state === "held").length,
    old: queue.some((one) => Date.now() - one.at > DAY),
  };
}

/** Send everything in order. Returns the word that stopped it, or "" at the end. */
export async function sendAll(device, tell) {
  let odd = "";
  for (const record of await store.all("queue")) {
    const visit = await vault.unseal(record, record.number);
    let state;
    try {
      ({ state } = await server.send({ ...visit, device, sequence: record.sequence }));
    } catch (trouble) {
      if (STOPS.has(trouble.message)) return trouble.message;
      if (trouble.message !== KEPT_ASIDE) {
        odd = trouble.message; // the server cannot read it: it stays here, the next one goes
        continue;
      }
      state = "held";
    }
    const sealed = await vault.seal({ unit: visit.unit, answers: visit.payload.answers, outcome: visit.payload.outcome }, record.number);
    await store.release(record.sequence, { number: record.number, at: Date.now(), state, ...sealed });
    moved();
    await tell();
  }
  return odd;
}

/** Ask what became of what was delivered until all of it is settled, and renew the lease. */
export async function contact(device) {
  const records = await store.all("sent");
  const asked = records.filter((one) => one.state !== "applied").map((one) => one.number);
  let told;
  do told = await server.contact(device, asked);
  while (told.more);
  for (const one of records) {
    const state = told.states[one.number] ?? one.state;
    if (state === "applied" && Date.now() - one.at > WEEK) await store.remove("sent", one.number);
    else if (state !== one.state) await store.put("sent", { ...one, state });
  }
  return told;
}

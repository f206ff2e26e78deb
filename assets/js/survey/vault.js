// The key of the device: made once, wrapped by the PIN together with the server's half, kept in memory while unlocked.
// Without the half, which a lease of at most 72 hours leaves on the device, no PIN opens anything. What the PIN wraps is wrapped once
// more by a key that the browser keeps and no script can read. What this holds against, and what not: docs/adr/0019.
import * as store from "./store.js";

const ROUNDS = 600_000, MOST_ROUNDS = 6_000_000; // at least and at most; in between what takes this device about
const WANTED = 900; // ms
const TRIAL = 100_000;
const MOST_WRONG = 8;
const SLACK = 60 * 60 * 1000; // ms by which a clock may be set back
const bytes = (size) => crypto.getRandomValues(new Uint8Array(size));
const text = new TextEncoder();

let key = null;

export const isOpen = () => key !== null;
export const close = () => {
  key = null;
};

/** Return how many rounds this device takes about as long for as a person will wait. */
async function paced() {
  const began = performance.now();
  await wrapping("", "", bytes(16), TRIAL);
  const rounds = (TRIAL * WANTED) / Math.max(1, performance.now() - began);
  return Math.round(Math.min(MOST_ROUNDS, Math.max(ROUNDS, rounds)));
}

/** Say whether a PIN is one of those that everybody tries first. */
export function isWeak(pin) {
  const steps = new Set([...pin].slice(1).map((one, place) => (Number(one) - Number(pin[place]) + 10) % 10));
  return new Set(pin).size < 4 || steps.size === 1 || /^(\d+)\1+$/.test(pin) || /^(19|20)\d\d(0\d|1[0-2])[0-3]\d$/.test(pin);
}

async function wrapping(pin, half, salt, iterations) {
  const secret = await crypto.subtle.importKey("raw", text.encode(`${pin}\n${half}`), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/** Make the key of a device that was just registered. */
export async function create(pin, lease) {
  const salt = bytes(16), iv = bytes(12), outer = bytes(12), rounds = await paced();
  const guard = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const inner = await crypto.subtle.wrapKey("raw", fresh, await wrapping(pin, lease.half, salt, rounds), { name: "AES-GCM", iv });
  const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv: outer }, guard, inner);
  await store.put("meta", guard, "guard");
  await store.put("meta", { salt, iv, outer, rounds, wrapped }, "lock");
  await keep(lease);
  await unlock(pin);
}

/** Keep the server's half until the lease ends. */
export async function keep(lease) {
  await store.put("meta", { device: lease.device, until: Date.parse(lease.lease_until), half: lease.half, wrong: 0 }, "lease");
  await store.put("meta", Date.now(), "clock");
}

/** Give the half up: at the end of the lease, after too many wrong PINs, or because the server says so. */
export async function giveUp(forEver = false) {
  key = null;
  const lease = await store.get("meta", "lease");
  if (lease) await store.put("meta", { ...lease, half: "", revoked: forEver || lease.revoked === true }, "lease");
  if (forEver) await Promise.all(["lock", "guard"].map((name) => store.remove("meta", name)));
}

/** Return what the device holds: "none", "revoked", "ended" or "locked". */
export async function state() {
  const lease = await store.get("meta", "lease");
  if (!lease) return "none";
  if (lease.revoked) return "revoked";
  const clock = (await store.get("meta", "clock")) ?? 0, now = Date.now();
  if (lease.half && (now > lease.until || now < clock - SLACK)) await giveUp();
  else if (now > clock) await store.put("meta", now, "clock");
  return lease.half && now <= lease.until && now >= clock - SLACK ? "locked" : "ended";
}

/** Open with the PIN; false when it is wrong. */
export async function unlock(pin) {
  const lock = await store.get("meta", "lock"), lease = await store.get("meta", "lease");
  const opener = await wrapping(pin, lease.half, lock.salt, lock.rounds ?? ROUNDS);
  const how = { name: "AES-GCM", iv: lock.iv };
  try {
    const inner = lock.outer ? await crypto.subtle.decrypt({ name: "AES-GCM", iv: lock.outer }, await store.get("meta", "guard"), lock.wrapped) : lock.wrapped;
    key = await crypto.subtle.unwrapKey("raw", inner, opener, how, { name: "AES-GCM" }, false, ["encrypt", "decrypt"]);
  } catch {
    const wrong = lease.wrong + 1;
    await store.put("meta", { ...lease, wrong }, "lease");
    if (wrong >= MOST_WRONG) await giveUp();
    return false;
  }
  await store.put("meta", { ...lease, wrong: 0 }, "lease");
  return true;
}

/** Thrown by what was still at work when the page was locked. */
export class Locked extends Error {}

function opened() {
  if (!key) throw new Locked();
  return key;
}

/** Seal a value; `bound` is readable beside it and cannot be exchanged. */
export const seal = (value, bound) => sealBytes(text.encode(JSON.stringify(value)), bound);
export const unseal = async (sealed, bound) => JSON.parse(new TextDecoder().decode(await unsealBytes(sealed, bound)));

export async function sealBytes(plain, bound) {
  const iv = bytes(12);
  const how = { name: "AES-GCM", iv, additionalData: text.encode(bound) };
  return { iv, data: await crypto.subtle.encrypt(how, opened(), plain) };
}

export function unsealBytes(sealed, bound) {
  const how = { name: "AES-GCM", iv: sealed.iv, additionalData: text.encode(bound) };
  return crypto.subtle.decrypt(how, opened(), sealed.data);
}

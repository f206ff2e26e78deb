// The key of the device: made once, wrapped by the PIN together with the server's half, kept in memory while unlocked.
// Without the half, which a lease of at most 72 hours leaves on the device, no PIN opens anything.
import * as store from "./store.js";

const ROUNDS = 600000;
const MOST_WRONG = 8;
const SLACK = 60 * 60 * 1000; // ms by which a clock may be set back
const bytes = (size) => crypto.getRandomValues(new Uint8Array(size));
const text = new TextEncoder();

let key = null;

export const isOpen = () => key !== null;
export const close = () => {
  key = null;
};

async function wrapping(pin, half, salt) {
  const secret = await crypto.subtle.importKey("raw", text.encode(`${pin}\n${half}`), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/** Make the key of a device that was just registered. */
export async function create(pin, lease) {
  const salt = bytes(16), iv = bytes(12);
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", fresh, await wrapping(pin, lease.half, salt), { name: "AES-GCM", iv });
  await store.put("meta", { salt, iv, wrapped }, "lock");
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
  if (forEver) await store.remove("meta", "lock");
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
  const opener = await wrapping(pin, lease.half, lock.salt);
  const how = { name: "AES-GCM", iv: lock.iv };
  try {
    key = await crypto.subtle.unwrapKey("raw", lock.wrapped, opener, how, { name: "AES-GCM" }, false, ["encrypt", "decrypt"]);
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
export async function seal(value, bound) {
  const iv = bytes(12);
  const how = { name: "AES-GCM", iv, additionalData: text.encode(bound) };
  return { iv, data: await crypto.subtle.encrypt(how, opened(), text.encode(JSON.stringify(value))) };
}

export async function unseal(sealed, bound) {
  const how = { name: "AES-GCM", iv: sealed.iv, additionalData: text.encode(bound) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, opened(), sealed.data)));
}

// Pictures of a visit: shrunk and drawn anew, so that place and camera stay behind; kept sealed until the server has every byte.
import { moved } from "./again.js";
import { $, say, word } from "./dom.js";
import * as server from "./server.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const MOST = 3, SIDE = 1280, MOST_BYTES = 600_000;
const LEAST_CHUNK = 4 * 1024, MOST_CHUNK = 48 * 1024;
const QUALITIES = [0.75, 0.6, 0.45, 0.3];
const FOR_GOOD = new Set(["no_picture", "too_large", "too_many", "too_long"]);

let taken = [];
let chunk = MOST_CHUNK; // smaller after each cut, so that something gets through the worst line

const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");
const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

async function shrunk(file) {
  const picture = await createImageBitmap(file); // turned as it was taken
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of QUALITIES) {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob && blob.size <= MOST_BYTES) return { canvas, bytes: await blob.arrayBuffer() };
  }
  throw new Error("too large");
}

function draw() {
  $("#photos-taken").replaceChildren(...taken.map((one) => {
    const drop = document.createElement("button"), photo = document.createElement("div");
    Object.assign(drop, { type: "button", textContent: "×" });
    drop.setAttribute("aria-label", word("drop_photo"));
    drop.addEventListener("click", () => {
      taken = taken.filter((other) => other !== one);
      draw();
    });
    photo.className = "photo";
    photo.append(one.canvas, drop);
    return photo;
  }));
  $("#take-photo").disabled = taken.length >= MOST;
}

/** Take the files that were chosen. */
export async function take(event) {
  const input = event.target;
  for (const file of [...input.files].slice(0, MOST - taken.length)) {
    try {
      const { canvas, bytes } = await shrunk(file);
      const sha256 = await digest(bytes);
      if (!taken.some((one) => one.sha256 === sha256)) taken.push({ canvas, bytes, sha256, size: bytes.byteLength });
    } catch {
      say(word("no_photo"), "bad");
    }
  }
  input.value = "";
  draw();
}

/** Forget the pictures of the form. */
export function empty() {
  taken = [];
  draw();
}

/** Name the pictures of the form, as the visit carries them. */
export const named = () => taken.map(({ sha256, size }) => ({ sha256, size }));

/** Seal the pictures of the form for the visit of a number. */
export function sealed(number) {
  return Promise.all(taken.map(async ({ sha256, size, bytes }) => {
    const key = `${number}:${sha256}`;
    return { key, number, sha256, size, ...(await vault.sealBytes(bytes, key)) };
  }));
}

async function piece(device, record, offset, bytes) {
  const query = new URLSearchParams({ visit: record.number, sha256: record.sha256, size: record.size, offset, chunk: await digest(bytes) });
  return server.photo(device, query, bytes);
}

/** Send one picture from where the server has it; true when every byte is there. */
async function send(device, record, whole) {
  let told = await piece(device, record, 0, new ArrayBuffer(0));
  while (!told.whole) {
    const before = told.received;
    try {
      told = await piece(device, record, before, whole.slice(before, before + chunk));
    } catch (trouble) {
      chunk = Math.max(LEAST_CHUNK, chunk / 2);
      throw trouble;
    }
    if (!told.whole && told.received <= before) return false; // tried again at the next contact
    chunk = Math.min(MOST_CHUNK, 2 * chunk);
    moved();
  }
  return true;
}

/** Send the pictures of delivered visits. Returns the word that stopped it, or "". */
export async function sendAll(device) {
  const waiting = new Set((await store.all("queue")).map((one) => one.number));
  for (const record of await store.all("photos")) {
    if (waiting.has(record.number) || record.refused) continue;
    try {
      if (await send(device, record, await vault.unsealBytes(record, record.key))) await store.remove("photos", record.key);
    } catch (trouble) {
      if (!(trouble instanceof server.Trouble)) throw trouble;
      if (trouble.message !== "refused") return trouble.message;
      if (!FOR_GOOD.has(trouble.code)) continue;
      await store.put("photos", { ...record, refused: true });
      say(word("photo_refused"), "bad");
    }
  }
  return "";
}

/** Return the pictures that are on this device only as a file carries them. */
export async function saved() {
  const found = [];
  for (const record of await store.all("photos")) {
    const { number, sha256, size } = record;
    const bytes = new Uint8Array(await vault.unsealBytes(record, record.key));
    found.push({ number, sha256, size, content: btoa(bytes.reduce((text, one) => text + String.fromCharCode(one), "")) });
  }
  return found;
}

/** Send a picture of a file; one that the server refuses is left out. */
export async function sendSaved(device, { number, sha256, size, content }) {
  try {
    await send(device, { number, sha256, size }, Uint8Array.from(atob(content), (one) => one.charCodeAt(0)).buffer);
  } catch (trouble) {
    if (trouble.message !== "refused") throw trouble;
  }
}

/** Count the pictures that are still to be sent. */
export const count = async () => (await store.all("photos")).filter((one) => !one.refused).length;

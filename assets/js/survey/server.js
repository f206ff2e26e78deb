// What is asked of the server. An answer is a value; everything else is one of these words.
export class Trouble extends Error {}

let token = "";

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
  } catch {
    throw new Trouble("offline");
  }
  if (answer.type === "opaqueredirect") throw new Trouble("signed_out");
  const kind = answer.headers.get("Content-Type") ?? "";
  let told = null;
  try {
    if (kind.startsWith("application/json")) told = await answer.json();
  } catch {
    throw new Trouble("offline"); // cut within the answer
  }
  if (answer.ok && told) return told;
  if (answer.ok || answer.status >= 500 || answer.status === 0) throw new Trouble("offline"); // ok without a value: cut, or a network's own sign-in page
  if (told === null && answer.status === 403) throw new Trouble("token");
  throw Object.assign(new Trouble(told?.error ?? "unreadable"), { says: told?.says, code: told?.code });
}

/** Fetch the token that writing needs; return who is signed in. */
export async function hello() {
  const told = await ask("/survey/send/");
  token = told.csrf;
  return told.user;
}

const write = (path, method, value) => push(path, method, JSON.stringify(value), "application/json");

async function push(path, method, body, kind) {
  const again = () => ask(path, { method, headers: { "Content-Type": kind, "X-CSRFToken": token }, body });
  if (!token) await hello();
  try {
    return await again();
  } catch (trouble) {
    if (trouble.message !== "token") throw trouble;
    await hello(); // somebody signed in again meanwhile
    return again();
  }
}

export const register = (label) => write("/survey/phones/", "POST", { label });
export const contact = (device, numbers) => write(`/survey/phones/${device}/`, "POST", { numbers });
export const revoke = (device) => write(`/survey/phones/${device}/`, "DELETE", {});
export const send = (visit) => write("/survey/send/", "POST", { ...visit, sent_at: new Date().toISOString() });
export const photo = (device, query, bytes) => push(`/survey/phones/${device}/photos/?${query}`, "POST", bytes, "application/octet-stream");
export const bundle = (device, area) => ask(`/survey/phones/${device}/${area ? `?area=${area}` : ""}`);

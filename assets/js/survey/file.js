// The file of last resort: everything that only this device has, pictures too, readable by whoever has the file.
import { say, word } from "./dom.js";
import * as photos from "./photos.js";
import * as queue from "./queue.js";
import * as server from "./server.js";

const KIND = "survey-visits", MOST = 24 * 1024 * 1024; // characters of pictures in one file

function give(whole, place) {
  const name = `survey-${new Date().toISOString().slice(0, 10)}${place ? `-${place + 1}` : ""}.json`;
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(new Blob([JSON.stringify(whole)], { type: "application/json" })), download: name,
  });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Give the visits and pictures that are here only; pictures that do not fit into one file go into the next. */
export async function save(device) {
  const visits = await queue.waiting(), pictures = await photos.saved();
  if (!visits.length && !pictures.length) return say(word("file_empty"));
  if (!window.confirm(word("file_warning"))) return undefined;
  const files = [{ kind: KIND, device, visits, pictures: [] }];
  let room = MOST;
  for (const picture of pictures) {
    if (picture.content.length > room) {
      files.push({ kind: KIND, device, visits: [], pictures: [] });
      room = MOST;
    }
    files.at(-1).pictures.push(picture);
    room -= picture.content.length;
  }
  files.forEach(give);
  return say(word("file_saved", { visits: visits.length, pictures: pictures.length }));
}

/** Send a file that another phone saved; numbers and digests make sure that nothing is entered twice. */
export async function send(event) {
  const [file] = event.target.files;
  if (!file) return;
  let sent = 0;
  try {
    const whole = JSON.parse(await file.text());
    for (const visit of whole.visits) {
      await server.send({ ...visit, device: whole.device });
      sent += 1;
    }
    for (const picture of whole.pictures ?? []) await photos.sendSaved(whole.device, picture);
    say(word("file_sent", { number: sent }));
  } catch (trouble) {
    say(word(trouble instanceof server.Trouble ? `net_${trouble.message}` : "file_unreadable"), "bad");
  }
  event.target.value = "";
}

// The device's own database: what is readable here are numbers and times; every value is sealed (see vault.js).
const NAME = "survey";
const STORES = { meta: null, sealed: null, queue: "sequence", sent: "number", photos: "key" };
const VERSION = 2; // pictures came with the second

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) {
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store, keyPath ? { keyPath } : undefined);
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Run `act(stores, answer)` in one transaction; what it hands to `answer` is the result once everything is on the disk. */
export async function transact(names, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const stores = names.map((name) => transaction.objectStore(name));
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
    act(stores, (value) => {
      result = value;
    });
  });
}

function read(name, ask) {
  return transact([name], "readonly", ([store], answer) => {
    const request = ask(store);
    request.onsuccess = () => answer(request.result);
  });
}

export const get = (name, key) => read(name, (store) => store.get(key));
export const all = (name) => read(name, (store) => store.getAll());
export const put = (name, value, key) => transact([name], "readwrite", ([store]) => store.put(value, key));
export const remove = (name, key) => transact([name], "readwrite", ([store]) => store.delete(key));

/** Append to the queue and number it, with its pictures, in one step: no number is given twice or left out. */
export function append(record, pictures) {
  return transact(["meta", "queue", "photos"], "readwrite", ([meta, queue, photos], answer) => {
    pictures.forEach((one) => photos.put(one));
    const last = meta.get("sequence");
    last.onsuccess = () => {
      const sequence = (last.result ?? 0) + 1;
      queue.add({ ...record, sequence });
      meta.put(sequence, "sequence");
      answer(sequence);
    };
  });
}

/** Let a delivered visit go and remember its receipt, in one step. */
export function release(sequence, receipt) {
  return transact(["queue", "sent"], "readwrite", ([queue, sent]) => {
    queue.delete(sequence);
    sent.put(receipt);
  });
}

/** Forget everything. */
export function clear() {
  const names = Object.keys(STORES);
  return transact(names, "readwrite", (stores) => stores.forEach((store) => store.clear()));
}

// Keeps the survey page itself on the device: the page and its files, never any data. `self.SURVEY` is written by the server.
const { name, page, files } = self.SURVEY;
const PREFIX = "survey-";

self.addEventListener("install", (event) => {
  const whole = [page, ...files].map((path) => new Request(path, { cache: "reload", credentials: "same-origin" }));
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(whole)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (key) => key.startsWith(PREFIX) && key !== name;
  event.waitUntil(
    caches.keys().then((keys) => Promise.all(keys.filter(old).map((key) => caches.delete(key)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const isOurs = address.origin === self.location.origin && (address.pathname === page || files.includes(address.pathname));
  if (event.request.method !== "GET" || !isOurs) return;
  event.respondWith(
    caches.open(name).then((cache) => cache.match(address.pathname)).then((kept) => kept ?? fetch(event.request)),
  );
});

// Keeps all files of one version of this folder, and answers with them: with or without a net.
// `KEPT` tells which they are; it stands above, where the folder was written.
"use strict";

// Other folders of the same host have caches of their own: the scope tells ours from theirs.
const OURS = `coach ${self.registration.scope} `;
const CACHE = OURS + KEPT.version;

const addressOf = (name) => new URL(name === "index.html" ? "./" : name, self.registration.scope).href;

self.addEventListener("install", (event) => {
  // What a browser has kept of an older version is asked for anew ("no-cache" asks whether it has changed).
  const wanted = KEPT.names.map((name) => new Request(addressOf(name), { cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(wanted)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forgetOlder(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(self.registration.scope)) {
    event.respondWith(answer(event.request));
  }
});

async function forgetOlder() {
  const names = await caches.keys();
  return Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)));
}

async function answer(request) {
  const address = request.url.replace(/[?#].*$/, "").replace(/\/index\.html$/, "/");
  const kept = await caches.match(address, { cacheName: CACHE });
  if (!kept) return fetch(request);
  const range = request.headers.get("range");
  return range ? part(kept, range) : kept;
}

// A player asks for parts of the sound; one that is answered with all of it cannot seek (RFC 9110, 14).
async function part(whole, range) {
  const content = await whole.blob();
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const isNone = (!first && !last) || (first && last && Number(last) < Number(first));
  if (isNone) return new Response(content, { headers: whole.headers });
  const start = first ? Number(first) : Math.max(content.size - Number(last), 0);
  const end = first && last ? Math.min(Number(last), content.size - 1) : content.size - 1;
  if (start > end) {
    return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${content.size}` } });
  }
  return new Response(content.slice(start, end + 1), {
    status: 206,
    headers: {
      "Content-Type": whole.headers.get("Content-Type") ?? "",
      "Content-Length": String(end - start + 1),
      "Content-Range": `bytes ${start}-${end}/${content.size}`,
      "Accept-Ranges": "bytes",
    },
  });
}

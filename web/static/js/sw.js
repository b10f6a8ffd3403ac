// Keeps the guide on the phone: the files of this release, the pages of this visit
// and the rooms that were saved. What is kept is shown only when the network has
// nothing better; a page that is gone there is gone here too.

const { statics, shell } = self.release;
const STATIC = `cicerone-static-${statics}`;
const PAGES = 'cicerone-pages';
const PACKS = 'cicerone-packs';
const keep = 60; // pages of the visit
const patience = 6000; // ms that a page may take while an older copy is at hand

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll(shell)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('cicerone-static-') && name !== STATIC) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  const [first, second] = url.pathname.slice(1).split('/');
  if (url.pathname.startsWith(statics)) event.respondWith(fromStatic(request));
  else if (/^\/api\/v1\/museums\/[^/]+\/notes\//.test(url.pathname)) event.respondWith(fromNetwork(event, request));
  else if (['curator', 'api', 'static', 'mcp', 'sw.js'].includes(first)) return;
  else if (second === 'images') event.respondWith(held(request).then((kept) => kept ?? fetch(request)));
  else if (request.mode === 'navigate' && !['kiosk', 'embed'].includes(second)) event.respondWith(fromNetwork(event, request));
});

const held = (request, options) => caches.match(request, { ignoreVary: true, ...options });

async function fromStatic(request) {
  const kept = await held(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) (await caches.open(STATIC)).put(request, response.clone());
  return response;
}

// The address under which a page is kept: its language and the kiosk are not part of it.
function key(request) {
  const url = new URL(request.url);
  url.hash = '';
  for (const name of ['lang', 'kiosk']) url.searchParams.delete(name);
  return url.href;
}

async function fromNetwork(event, request) {
  const fetched = fetch(request);
  const stored = fetched.then((response) => store(key(request), response.clone()), () => {});
  event.waitUntil(stored);
  const kept = await held(key(request));
  try {
    return await (kept ? Promise.race([fetched, later()]) : fetched);
  } catch {
    return kept ?? away(request);
  }
}

const later = () => new Promise((_, reject) => { setTimeout(reject, patience); });

async function store(name, response) {
  const cache = await caches.open(PAGES);
  if (response.status === 404 || response.status === 410) {
    await cache.delete(name, { ignoreVary: true });
    await (await caches.open(PACKS)).delete(name, { ignoreVary: true });
  }
  if (!response.ok || response.redirected) return;
  await cache.delete(name, { ignoreVary: true }); // so that the last seen are the last kept
  await cache.put(name, response);
  const all = await cache.keys();
  for (const old of all.slice(0, Math.max(0, all.length - keep))) await cache.delete(old, { ignoreVary: true });
}

// What a page that is not kept gives way to.
async function away(request) {
  const museum = new URL(request.url).pathname.split('/')[1];
  const page = museum && request.mode === 'navigate' && await held(`/${museum}/offline`);
  return page || Response.error();
}

// Without a signal: what this phone keeps, how it is kept true, and questions that
// wait. Loaded when a page has nothing else to do.

const PAGES = 'cicerone-pages';
const PACKS = 'cicerone-packs';
const checkEvery = 15 * 60_000; // ms between looks at whether what is kept still stands
const maxWaiting = 10;

let cleared = false; // nothing is kept any more until the next page

const words = document.getElementById('offline-words').dataset;
const base = `/${words.museum}`;
const waitingKey = `cicerone-waiting:${words.museum}`;

export const isPack = (url) => new URL(url).pathname.endsWith('/pack.json');

function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Storage is off or full: what is on the page stays there.
  }
}

/** The rooms saved of this museum: [{url, pack}]. */
export async function packs() {
  const cache = await caches.open(PACKS);
  const out = [];
  for (const { url } of await cache.keys()) {
    if (!isPack(url) || !new URL(url).pathname.startsWith(`${base}/`)) continue;
    out.push({ url, pack: await (await cache.match(url, { ignoreVary: true })).json() });
  }
  return out;
}

/** Saves a room: its pages and pictures first, then the pack that names them. */
export async function save(url, progress = () => {}) {
  const cache = await caches.open(PACKS);
  const response = await fetch(url, { cache: 'no-store' });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const pack = await response.clone().json();
  for (const [i, file] of pack.files.entries()) {
    const page = await fetch(file, { cache: 'no-store' });
    if (page.ok && !page.redirected) await cache.put(new URL(file, location).href, page);
    else if (page.status === 404 || page.status === 410) await cache.delete(file, { ignoreVary: true });
    else throw new Error(`${file}: ${page.status}`);
    progress((i + 1) / pack.files.length);
  }
  await cache.put(url, response);
}

/** Removes a room, but for what another saved room needs. */
export async function remove(url) {
  const cache = await caches.open(PACKS);
  const gone = await cache.match(url, { ignoreVary: true });
  await cache.delete(url, { ignoreVary: true });
  const needed = new Set((await packs()).flatMap(({ pack }) => pack.files));
  for (const file of gone ? (await gone.json()).files : []) {
    if (!needed.has(file)) await cache.delete(file, { ignoreVary: true });
  }
}

/** Bytes that a saved room takes. */
export async function bytesOf({ url, pack }) {
  const cache = await caches.open(PACKS);
  let total = 0;
  for (const file of [url, ...pack.files]) {
    const kept = await cache.match(file, { ignoreVary: true });
    if (kept) total += (await kept.blob()).size;
  }
  return total;
}

const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const terms = (text) => [...new Set(fold(text).match(/[\p{L}\p{N}]{3,}/gu) ?? [])].map((word) => word.slice(0, 6));

/** Searches the saved notes: [{title, url, lang, sentence}], best first. Words are met by how they begin. */
export async function search(text, limit = 8) {
  const wanted = terms(text);
  const found = [];
  const spread = new Map(wanted.map((term) => [term, 0]));
  const all = (await packs()).flatMap(({ pack }) => pack.works).map((work) => {
    const head = fold(`${work.title} ${work.by ?? ''} ${work.inventory}`);
    const body = fold(work.notes.map((note) => note.text).join(' '));
    const held = wanted.filter((term) => head.includes(term) || body.includes(term));
    for (const term of held) spread.set(term, spread.get(term) + 1);
    return { work, head, held };
  });
  const worth = (term) => Math.log(1 + all.length / (1 + (spread.get(term) ?? 0)));
  for (const { work, head, held } of all) {
    if (held.length === 0) continue;
    let best = { score: -1, sentence: '' };
    for (const note of work.notes) {
      for (const sentence of note.text.split(/(?<=[.!?…])\s+/u)) {
        const folded = fold(sentence);
        const score = wanted.filter((term) => folded.includes(term)).reduce((sum, term) => sum + worth(term), 0);
        if (score > best.score) best = { score, sentence: sentence.trim(), lang: note.lang };
      }
    }
    const score = held.reduce((sum, term) => sum + worth(term) * (head.includes(term) ? 2 : 1), 0);
    found.push({ score, title: work.title, url: work.url, sentence: best.sentence, lang: best.lang });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, limit);
}

/** A list of what was found, as elements. */
export function foundList(found) {
  const list = document.createElement('ul');
  list.className = 'offline-found';
  for (const { title, url, sentence, lang } of found) {
    const link = Object.assign(document.createElement('a'), { href: url, textContent: title });
    const quote = Object.assign(document.createElement('p'), { textContent: sentence, lang });
    const item = document.createElement('li');
    item.append(link, quote);
    list.append(item);
  }
  return list;
}

/** Questions that wait for the signal: [{question, page}]. */
export const waiting = () => recall(waitingKey, []);

export function forgetWaiting(question) {
  remember(waitingKey, waiting().filter((each) => each.question !== question));
}

/** Takes everything of this guide off the phone. */
export async function clearAll() {
  await ready;
  cleared = true;
  for (const name of await caches.keys()) if (name.startsWith('cicerone-')) await caches.delete(name);
  for (const store of [localStorage, sessionStorage]) {
    for (const name of Object.keys(store)) if (name.startsWith('cicerone')) store.removeItem(name);
  }
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
}

// A question that could not be sent waits, and meanwhile the saved notes speak.
document.addEventListener('turnfailed', async ({ target, detail: { kind, question, again } }) => {
  if (kind !== 'offline') return;
  remember(waitingKey, [...waiting().filter((each) => each.question !== question), { question, page: location.pathname }].slice(-maxWaiting));
  const note = Object.assign(document.createElement('p'), { className: 'offline-waits', textContent: words.waits });
  note.setAttribute('role', 'status');
  const problem = target.querySelector('.turn-problem');
  problem.append(note);
  const found = await search(question, 3).catch(() => []);
  if (found.length > 0) problem.append(Object.assign(document.createElement('h3'), { textContent: words.holds }), foundList(found));
  addEventListener('online', () => {
    if (!target.isConnected || !waiting().some((each) => each.question === question)) return;
    forgetWaiting(question);
    again();
  }, { once: true });
});

// One that waits since an earlier page is asked where it was asked.
function askWaiting() {
  const form = document.getElementById('ask');
  const next = waiting().find(({ page }) => page === location.pathname);
  if (!form || !next || !navigator.onLine) return;
  forgetWaiting(next.question);
  form.elements.question.value = next.question;
  form.requestSubmit();
}

// What was withdrawn is withdrawn here too, and what was changed is fetched anew.
async function check() {
  if (cleared || !navigator.onLine || Date.now() - recall('cicerone-checked', 0) < checkEvery) return;
  remember('cicerone-checked', Date.now());
  for (const name of [PAGES, PACKS]) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (cleared) return;
      const kept = await cache.match(request, { ignoreVary: true });
      const tag = kept?.headers.get('ETag');
      const now = await fetch(request.url, { cache: 'no-store', headers: tag ? { 'If-None-Match': tag } : {} });
      if (now.status === 404 || now.status === 410) {
        if (isPack(request.url)) await remove(request.url);
        else await cache.delete(request, { ignoreVary: true });
      } else if (now.ok && isPack(request.url)) {
        await remove(request.url);
        await save(request.url);
      } else if (now.ok && !now.redirected) {
        await cache.put(request.url, now);
      }
    }
  }
}

async function begin() {
  const cache = await caches.open(PAGES);
  for (const page of [location.pathname, `${base}/offline`]) { // which came before there was anybody to keep them
    if (!(await caches.match(page, { ignoreVary: true }))) {
      const response = await fetch(page, { cache: 'no-store' });
      if (response.ok && !response.redirected) await cache.put(new URL(page, location).href, response);
    }
  }
  await navigator.serviceWorker.register('/sw.js');
  await check();
}

export const ready = begin().catch(() => {}); // without a signal there is nothing to begin with
addEventListener('online', () => { check().catch(() => {}); askWaiting(); });
askWaiting();

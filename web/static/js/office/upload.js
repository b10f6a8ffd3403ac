// Sends files, three at a time, and shows how far each is: first on its way to
// the server, then while the server reads it. What the server has, the server
// lists; what it has not, is kept in the browser until it has.
import { keep, kept, forget } from './kept.js';
import { chosen, dropped } from './dropped.js';

const atOnce = 3;
const slowest = 30; // seconds between two tries

const page = document.getElementById('uploader');
const { basket, path: basketPath, person } = page.dataset;
const maxFiles = Number(page.dataset.maxFiles);
const maxSize = Number(page.dataset.maxSize);
const list = document.getElementById('uploads');
const rowTemplate = document.getElementById('upload-row').content.firstElementChild;
const words = Object.fromEntries([...document.getElementById('upload-words').content.children].map((p) => [p.dataset.word, p.textContent]));
const say = (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

const items = new Map(); // by key: files the server has not got
const queue = [];
let active = 0;
let signedOut = false;

// Choosing

for (const input of page.querySelectorAll('input[type=file]')) {
  input.addEventListener('change', () => { add(chosen(input)); input.value = ''; });
}
page.classList.add('scripted');
page.querySelector('.chooser-submit').hidden = true;
page.querySelector('.drop-hint').hidden = false;

let over = 0; // how many elements the drag is inside of
const carriesFiles = (event) => event.dataTransfer?.types.includes('Files');
const dragging = (change) => { over = Math.max(0, change); document.body.classList.toggle('dropping', over > 0); };
addEventListener('dragenter', (event) => { if (carriesFiles(event)) dragging(over + 1); });
addEventListener('dragleave', (event) => { if (carriesFiles(event)) dragging(over - 1); });
addEventListener('dragover', (event) => { if (carriesFiles(event)) event.preventDefault(); });
addEventListener('drop', async (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  dragging(0);
  add(await dropped(event.dataTransfer));
});

function add(files) {
  const room = Math.max(0, maxFiles - [...items.values()].filter((item) => item.state !== 'failed').length);
  if (files.length > room) notice('many', say('many', { n: files.length - room }));
  if (files.length === 0) return;
  if (page.dataset.fresh !== undefined) history.replaceState(null, '', basketPath);
  for (const { file, path } of files.slice(0, room)) begin({ key: newKey(), path, file }, true);
  changed();
  announce('begun');
  pump();
}

const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// One file

function begin(item, fresh) {
  const row = rowTemplate.cloneNode(true);
  const slash = item.path.lastIndexOf('/') + 1;
  Object.assign(item, { row, name: item.path.slice(slash), tries: 0, keeping: Promise.resolve() });
  row.dataset.key = item.key;
  row.querySelector('.upload-folder').textContent = item.path.slice(0, slash);
  row.querySelector('.upload-file').textContent = item.name;
  row.querySelector('.upload-facts').textContent = size(item.file.size);
  row.querySelector('progress').setAttribute('aria-label', say('progress', { file: item.name }));
  for (const button of row.querySelectorAll('[data-act]')) {
    button.querySelector('.unseen').textContent = ` ${item.name}`;
    button.addEventListener('click', () => act(item, button.dataset.act));
  }
  items.set(item.key, item);
  list.append(row);
  if (item.file.size > maxSize) {
    fail(item, 'large');
    return;
  }
  if (fresh) hold(item);
  wait(item);
}

function hold(item) {
  const { key, path, file } = item;
  item.keeping = keep({ key, basket, person, path, file }).catch(() => notice('fragile', say('fragile')));
}

async function letGo(item) {
  await item.keeping; // else a slow write would come after the deletion
  await forget(item.key);
}

function act(item, what) {
  if (what === 'remove') {
    letGo(item);
    items.delete(item.key);
    item.row.remove();
    document.getElementById('main').focus();
  } else if (what === 'again') {
    hold(item);
    item.tries = 0;
    wait(item);
    pump();
  } else {
    item.xhr?.abort();
    clearTimeout(item.timer);
    const at = queue.indexOf(item);
    if (at >= 0) queue.splice(at, 1);
    letGo(item);
    show(item, 'cancelled');
    item.row.querySelector('[data-act=again]').focus();
  }
  changed();
}

function wait(item) {
  show(item, 'waiting');
  queue.push(item);
}

function show(item, state, problem = '') {
  item.state = state;
  const { row } = item;
  row.dataset.state = state;
  const word = row.querySelector('.state');
  word.textContent = say(state);
  word.className = `state state-${state === 'failed' ? 'failed' : state === 'cancelled' ? 'withdrawn' : 'stored'}`;
  const why = row.querySelector('.problem');
  why.textContent = problem;
  why.hidden = !problem;
  const stopped = state === 'failed' || state === 'cancelled';
  row.toggleAttribute('data-problem', state === 'failed');
  row.querySelector('progress').hidden = state !== 'sending';
  row.querySelector('progress').value = 0;
  row.querySelector('[data-act=cancel]').hidden = stopped;
  row.querySelector('[data-act=again]').hidden = !stopped || problem === words.large || problem === words.gone;
  row.querySelector('[data-act=remove]').hidden = !stopped;
}

function fail(item, word) {
  letGo(item);
  show(item, 'failed', say(word));
  list.prepend(item.row);
}

// Sending

function pump() {
  while (active < atOnce && queue.length > 0 && !signedOut) send(queue.shift());
}

function send(item) {
  active += 1;
  show(item, 'sending');
  const xhr = new XMLHttpRequest();
  item.xhr = xhr;
  const done = (then) => () => {
    active -= 1;
    item.xhr = null;
    then();
    changed();
    pump();
  };
  xhr.upload.addEventListener('progress', ({ loaded, total }) => {
    item.row.querySelector('progress').value = total ? loaded / total : 0;
    changed();
  });
  xhr.addEventListener('load', done(() => answered(item, xhr)));
  xhr.addEventListener('error', done(() => unanswered(item)));
  xhr.addEventListener('abort', done(() => {}));
  xhr.open('PUT', `${basketPath}/${item.key}?${new URLSearchParams({ path: item.path })}`);
  xhr.setRequestHeader('Content-Type', 'application/octet-stream');
  xhr.send(item.file);
}

const refusals = { 400: 'refused', 403: 'forbidden', 404: 'refused', 409: 'basket', 413: 'large', 507: 'full' };

function answered(item, xhr) {
  if (isSignIn(xhr.responseURL)) {
    queue.unshift(item);
    show(item, 'waiting');
    askToSignIn();
  } else if (xhr.status === 200) {
    items.delete(item.key);
    letGo(item);
    item.row.replaceWith(...rowsIn(xhr.responseText));
    raise(list.querySelector(`[data-key="${item.key}"]`));
    poll();
  } else if (refusals[xhr.status]) {
    fail(item, refusals[xhr.status]);
  } else {
    retry(item);
  }
}

// The request broke off: the network, the server, or the file itself is gone.
async function unanswered(item) {
  try {
    await item.file.slice(0, 1).arrayBuffer();
  } catch {
    fail(item, 'gone');
    changed();
    return;
  }
  retry(item);
}

function retry(item) {
  show(item, 'retry');
  item.tries += 1;
  const seconds = Math.min(slowest, 2 ** (item.tries - 1)) * (0.5 + Math.random());
  item.timer = setTimeout(async () => {
    // A server that refuses a large body may break off before it says why; this
    // asks it without one.
    if (item.tries > 1) await refresh([]).catch(() => {});
    if (item.state !== 'retry') return;
    wait(item);
    pump();
  }, seconds * 1000);
}

addEventListener('online', () => {
  for (const item of items.values()) {
    if (item.state === 'retry') {
      clearTimeout(item.timer);
      wait(item);
    }
  }
  pump();
});

// What the server does with them

const rowsIn = (html) => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('li.upload')];
const isSignIn = (address) => new URL(address, location).pathname === '/curator/signin';

let polling = false;

async function poll() {
  if (polling) return;
  polling = true;
  let pause = 1000;
  for (;;) {
    const ids = [...list.querySelectorAll('[data-moving]')].slice(0, 40).map((row) => row.dataset.id);
    if (ids.length === 0 || signedOut) break;
    await new Promise((resolve) => { setTimeout(resolve, pause); });
    try {
      await refresh(ids);
      pause = 1000;
    } catch {
      pause = Math.min(15_000, pause * 2);
    }
  }
  polling = false;
}

async function refresh(ids) {
  const response = await fetch(`${basketPath}/rows?of=${ids.length ? ids.join() : 'none'}`);
  if (isSignIn(response.url)) askToSignIn();
  if (!response.ok || isSignIn(response.url)) throw new Error(`rows: ${response.status}`);
  for (const row of rowsIn(await response.text())) {
    const old = list.querySelector(`[data-id="${row.dataset.id}"]`);
    if (!old || old.outerHTML === row.outerHTML) continue;
    old.replaceWith(row);
    raise(row);
  }
  changed();
}

// What needs a person comes first.
function raise(row) {
  if (row?.hasAttribute('data-problem')) list.prepend(row);
}

// What is said of all of them

const announcer = document.getElementById('upload-said');
const quietFor = 10_000; // between two announcements of progress
let announced = 0;
let finished = true;

function tally() {
  const rows = [...list.children];
  const count = { all: rows.length, done: 0, problems: 0, moving: 0, progress: 0 };
  for (const row of rows) {
    const { state } = row.dataset;
    if (row.hasAttribute('data-problem')) count.problems += 1;
    else if (row.hasAttribute('data-moving') || state === 'waiting' || state === 'sending' || state === 'retry') count.moving += 1;
    else if (state === 'cancelled') count.all -= 1;
    else count.done += 1;
    if (row.hasAttribute('data-moving')) count.progress += 0.5;
    else if (state === 'sending') count.progress += row.querySelector('progress').value / 2;
  }
  count.progress = count.all ? (count.progress + count.done + count.problems) / count.all : 0;
  return count;
}

let drawing = false;

function changed() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; draw(); });
}

function draw() {
  const count = tally();
  page.querySelector('.basket').hidden = list.children.length === 0;
  document.getElementById('upload-empty')?.toggleAttribute('hidden', list.children.length > 0);
  document.querySelector('.baskets')?.toggleAttribute('hidden', list.children.length > 0);
  document.getElementById('upload-tally').textContent = say('tally', count);
  const problems = document.getElementById('upload-problems');
  problems.hidden = count.problems === 0;
  problems.textContent = say(count.problems === 1 ? 'problem' : 'problems', { n: count.problems });
  const overall = document.getElementById('upload-overall');
  overall.value = count.progress;
  overall.hidden = count.moving === 0;
  if (count.moving > 0) {
    finished = false;
    if (Date.now() - announced > quietFor) announce('going');
  } else if (!finished) {
    finished = true;
    announce('over');
  }
}

function announce(word) {
  const count = tally();
  announced = Date.now();
  announcer.textContent = say(word, count) + (word !== 'begun' && count.problems ? ` ${say(count.problems === 1 ? 'problem' : 'problems', { n: count.problems })}.` : '');
}

function notice(id, text, link) {
  const notices = document.getElementById('upload-notices');
  if (notices.querySelector(`[data-notice=${id}]`)) return;
  const line = document.createElement('p');
  line.className = 'problem';
  line.dataset.notice = id;
  line.append(text);
  if (link) line.append(' ', link);
  notices.append(line);
}

function askToSignIn() {
  signedOut = true;
  const link = document.createElement('a');
  link.href = `/curator/signin?${new URLSearchParams({ next: basketPath })}`;
  link.textContent = say('signin');
  notice('signedout', say('signedout'), link);
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))}\u00a0kB` : `${Math.round(bytes / 1e6)}\u00a0MB`;
}

// What an earlier visit left: its own basket goes on, of others it is told.

async function resume() {
  const others = new Map();
  for (const { key, basket: of, path, file } of await kept(person)) {
    if (of !== basket) others.set(of, [...(others.get(of) ?? []), path]);
    else if (list.querySelector(`[data-key="${key}"]`)) forget(key);
    else if (!items.has(key)) begin({ key, path, file }, false);
  }
  const left = document.getElementById('upload-left');
  for (const [of, paths] of left ? others : []) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `/curator/upload/${of}`;
    link.textContent = say(paths.length === 1 ? 'left' : 'lefts', { n: paths.length });
    item.append(link);
    left.append(item);
  }
  document.getElementById('upload-last-none')?.toggleAttribute('hidden', others.size > 0);
  changed();
  pump();
  poll();
}

resume();

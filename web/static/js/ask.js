// Takes over the question forms: the answer is streamed into the page.
import { events } from './sse.js';
import { announce, silence } from './announce.js';
import { earlier, keptTurn } from './shown.js';
import { Turn } from './turn.js';
import * as visit from './visit.js';
import { hearQuestions, stop as stopReading } from './voice.js';

const endpoint = '/api/v1/ask';

// A server that has sent nothing for so long, not even a keep-alive, is gone.
const idleLimit = 45_000; // ms

// A stream that broke is picked up after so long each time; a phone that comes
// back to the network is quicker than the clock.
const patience = [300, 1000, 2500, 5000]; // ms; in all less than the server waits

let current = null; // the AbortController of the question being answered

export function takeOverForms() {
  const form = document.getElementById('ask');
  if (!form) return;
  const field = form.elements.question;
  document.addEventListener('submit', (event) => {
    const from = event.target.closest('form.ask, form.examples');
    if (!from) return;
    event.preventDefault();
    const question = (event.submitter?.value || field.value).trim();
    if (question) ask(form, question, event.submitter?.dataset.object);
  });
  hearQuestions(form);
  if (form.elements.level) rememberLevel(form.elements.level);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest('a[href="#question"]')) return;
    event.preventDefault();
    field.focus();
  });
  restore(form);
}

// For whom answers are written is chosen once for the whole visit.
function rememberLevel(choice) {
  const key = 'cicerone-level';
  try {
    const kept = sessionStorage.getItem(key);
    if ([...choice.options].some(({ value }) => value === kept)) choice.value = kept;
    choice.addEventListener('change', () => sessionStorage.setItem(key, choice.value));
  } catch {
    // Storage is off: it is chosen on each page.
  }
}

// Asks at the place the page is of, or about another work.
function ask(form, question, about) {
  current?.abort();
  stopReading();
  const place = { object: form.elements.object.value, room: form.elements.room.value };
  const request = {
    museum: form.dataset.museum,
    question,
    lang: '', // detected from the question
    object: about || place.object,
    room: about ? '' : place.room,
    conversation: visit.conversation(form.dataset.museum) || form.elements.conversation.value,
  };
  if (form.elements.level) request.level = form.elements.level.value;
  form.elements.question.value = '';
  const turn = new Turn(question);
  turn.onAgain = () => {
    turn.element.remove();
    ask(form, question, about);
  };
  put(form, turn.element);
  turn.wait();
  turn.focus();
  answer(turn, request).then((done) => {
    if (!done) return;
    visit.keep({ ...request, ...place }, done);
    goOn(turn, request, done);
  });
}

// Offers what else the notes say about the work that was answered about.
async function goOn(turn, { museum, question }, done) {
  const object = done.verdict === 'answered' && done.citations?.[0]?.inventory;
  if (!object) return;
  const query = new URLSearchParams({ object, lang: document.documentElement.lang.slice(0, 2) });
  for (const asked of [question, ...visit.all(museum).slice(-20).map((t) => t.question)]) query.append('asked', asked);
  const response = await fetch(`/${encodeURIComponent(museum)}/next?${query}`).catch(() => null);
  if (response?.ok) turn.follow(await response.json());
}

// Asks, and fills the turn as the answer comes. Gives the whole answer, or null
// when it did not come to an end.
async function answer(turn, request) {
  const controller = new AbortController();
  current = controller;
  turn.onStop = () => controller.abort('stopped');
  silence();
  announce(turn.waitingText);
  const heard = { id: '', last: -1 }; // the turn's id, and that of its last event
  try {
    const response = await fetchEvents(endpoint, controller, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request),
    });
    if (!response.ok) return await refused(turn, response);
    const ended = await follow(turn, response, controller, heard);
    if (ended !== undefined) return ended;
  } catch (problem) {
    if (controller.signal.aborted) return turn.fail('stopped');
    if (problem instanceof SyntaxError) return turn.fail('broken'); // nonsense, which will not be better
    if (!heard.id) return turn.fail(heard.last < 0 && problem instanceof TypeError && !heard.begun ? 'offline' : 'broken');
  }
  return pickUp(turn, request, controller, heard);
}

// Reads the rest of a stream that broke. Nothing that was shown is shown again.
async function pickUp(turn, request, controller, heard) {
  if (!heard.id) return turn.fail('broken');
  turn.resuming(true);
  for (const wait of patience) {
    await new Promise((go) => {
      setTimeout(go, wait);
      addEventListener('online', go, { once: true });
      controller.signal.addEventListener('abort', go, { once: true });
    });
    if (controller.signal.aborted) return turn.fail('stopped');
    try {
      const url = `/api/v1/museums/${encodeURIComponent(request.museum)}/questions/${encodeURIComponent(heard.id)}`;
      const response = await fetchEvents(url, controller, { headers: { 'Last-Event-ID': String(heard.last) } });
      if (response.status < 500 && !response.ok) break; // it is not kept
      if (!response.ok) continue;
      turn.resuming(false);
      const ended = await follow(turn, response, controller, heard);
      if (ended !== undefined) return ended;
    } catch (problem) {
      if (controller.signal.aborted) return turn.fail('stopped');
      if (problem instanceof SyntaxError) break;
    }
    turn.resuming(true);
  }
  turn.resuming(false);
  return turn.fail('broken');
}

function fetchEvents(url, controller, options) {
  return fetch(url, { ...options, headers: { ...options.headers, Accept: 'text/event-stream' }, signal: controller.signal });
}

// Fills the turn with a stream's events. Gives undefined when the stream breaks.
async function follow(turn, response, controller, heard) {
  heard.begun = true;
  const quiet = new AbortController();
  let idle;
  const alive = () => {
    clearTimeout(idle);
    idle = setTimeout(() => quiet.abort(), idleLimit);
  };
  alive();
  try {
    const body = response.body.pipeThrough(watching(alive), { signal: quiet.signal });
    for await (const { id, event, data } of events(body)) {
      const said = JSON.parse(data);
      if (id !== '') heard.last = Number(id);
      if (event === 'sources') {
        heard.id = said.question_id ?? '';
        turn.begin(said.language);
        turn.understand(said.understood_as);
      } else if (event === 'waiting') turn.queue(said.place);
      else if (event === 'sentence') turn.add(said);
      else if (event === 'citations') turn.cite(said.citations);
      else if (event === 'error') return turn.fail('said', said.message);
      else if (event === 'done') return turn.finish(said);
    }
    return undefined;
  } finally {
    clearTimeout(idle);
  }
}

// A stream as it is, telling each time that something came, keep-alives included.
function watching(alive) {
  return new TransformStream({
    transform(chunk, controller) {
      alive();
      controller.enqueue(chunk);
    },
  });
}

async function refused(turn, response) {
  if (response.status === 429) return turn.fail('busy');
  const { message } = await response.json().catch(() => ({}));
  return message ? turn.fail('said', message) : turn.fail('failed');
}

// The newest turn stands right under the form, the earlier ones below it.
function put(form, element) {
  const turns = document.getElementById('turns');
  turns.prepend(element);
  const heading = turns.querySelector('.earlier')
    ?? earlier(form.dataset.museum, turns, () => form.elements.question.focus());
  element.after(heading);
  heading.hidden = !heading.nextElementSibling;
}

// What was asked here before, in this visit, is there again after a reload.
function restore(form) {
  if (document.querySelector('#turns .turn, .shared')) return; // the page is about another
  const here = { object: form.elements.object.value, room: form.elements.room.value };
  for (const kept of visit.turns(form.dataset.museum, here)) {
    const turn = keptTurn(kept);
    turn.onAgain = () => ask(form, kept.question);
    put(form, turn.element);
  }
}

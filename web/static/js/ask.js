// Takes over the question forms: the answer is streamed into the page.
import { events } from './sse.js';
import { announce, silence } from './announce.js';
import { Turn } from './turn.js';
import * as visit from './visit.js';

const endpoint = '/api/v1/ask';

// A server that has sent nothing for so long, not even a keep-alive, is gone.
const idleLimit = 45_000; // ms

let current = null; // the AbortController of the question being answered

export function takeOverForms() {
  const form = document.getElementById('ask');
  if (!form) return;
  const field = form.elements.question;
  for (const each of document.querySelectorAll('form.ask, form.examples')) {
    each.addEventListener('submit', (event) => {
      event.preventDefault();
      const question = (event.submitter?.value || field.value).trim();
      if (question) ask(form, question);
    });
  }
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

function ask(form, question) {
  current?.abort();
  const request = {
    museum: form.dataset.museum,
    question,
    lang: '', // detected from the question
    object: form.elements.object.value,
    room: form.elements.room.value,
    conversation: visit.conversation(form.dataset.museum) || form.elements.conversation.value,
  };
  form.elements.question.value = '';
  const turn = new Turn(question);
  turn.onAgain = () => {
    turn.element.remove();
    ask(form, question);
  };
  place(form, turn.element);
  turn.wait();
  turn.focus();
  answer(turn, request).then((done) => {
    if (done) visit.keep(request, done);
  });
}

// Asks, and fills the turn as the answer comes. Gives the whole answer, or null
// when it did not come to an end.
async function answer(turn, request) {
  const controller = new AbortController();
  current = controller;
  turn.onStop = () => controller.abort('stopped');
  silence();
  announce(turn.waitingText);

  let idle;
  const alive = () => {
    clearTimeout(idle);
    idle = setTimeout(() => controller.abort('idle'), idleLimit);
  };
  let begun = false;
  try {
    alive();
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify(request),
      signal: controller.signal,
    });
    begun = true;
    if (!response.ok) return await refused(turn, response);
    for await (const { event, data } of events(watched(response.body, alive))) {
      const said = JSON.parse(data);
      if (event === 'sources') turn.begin(said.language);
      else if (event === 'waiting') turn.queue(said.place);
      else if (event === 'sentence') turn.add(said);
      else if (event === 'citations') turn.cite(said.citations);
      else if (event === 'error') return turn.fail('said', said.message);
      else if (event === 'done') return turn.finish(said);
    }
    return turn.fail('broken');
  } catch {
    if (controller.signal.reason === 'stopped') return turn.fail('stopped');
    if (controller.signal.aborted && controller.signal.reason !== 'idle') return turn.fail('stopped');
    return turn.fail(begun ? 'broken' : 'offline');
  } finally {
    clearTimeout(idle);
  }
}

// The same stream, telling each time that something came, keep-alives included.
function watched(body, alive) {
  return body.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      alive();
      controller.enqueue(chunk);
    },
  }));
}

async function refused(turn, response) {
  if (response.status === 429) return turn.fail('busy');
  const { message } = await response.json().catch(() => ({}));
  return message ? turn.fail('said', message) : turn.fail('failed');
}

// The newest turn stands right under the form, the earlier ones below it.
function place(form, element) {
  const turns = document.getElementById('turns');
  turns.prepend(element);
  let earlier = turns.querySelector('.earlier');
  if (!earlier) {
    earlier = document.getElementById('earlier-shell').content.firstElementChild.cloneNode(true);
    earlier.querySelector('[data-action=clear]').addEventListener('click', () => {
      visit.forget(form.dataset.museum);
      turns.replaceChildren();
      form.elements.question.focus();
    });
  }
  element.after(earlier);
  earlier.hidden = !earlier.nextElementSibling;
}

// What was asked here before, in this visit, is there again after a reload.
function restore(form) {
  const here = { object: form.elements.object.value, room: form.elements.room.value };
  for (const { question, answer } of visit.turns(form.dataset.museum, here)) {
    const turn = new Turn(question);
    turn.finish(answer);
    place(form, turn.element);
  }
}

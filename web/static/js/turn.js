// One question with its answer, filled in as it comes. The parts and their
// words are in the page's #turn-shell; everything that people or models wrote
// goes in as text.
import { announce } from './announce.js';
import { canSpeak, speak } from './voice.js';

export class Turn {
  onStop = () => {};
  onAgain = () => {};

  constructor(question) {
    this.element = document.getElementById('turn-shell').content.firstElementChild.cloneNode(true);
    this.heading = this.part('.turn-question');
    this.heading.textContent = question;
    this.text = this.part('.turn-answer');
    this.shown = 0; // sentences
    this.part('[data-action=stop]').addEventListener('click', () => this.onStop());
    for (const again of ['again', 'anew']) this.part(`[data-action=${again}]`).addEventListener('click', () => this.onAgain());
    this.part('[data-action=copy]').addEventListener('click', (e) => this.copy(e.currentTarget, this.written()));
    this.part('[data-action=share]').addEventListener('click', (e) => this.share(e.currentTarget));
    this.part('[data-action=hear]').addEventListener('click', (e) => this.hear(e.currentTarget));
  }

  part(selector) {
    return this.element.querySelector(selector);
  }

  get waitingText() {
    return this.part('.turn-waiting p').textContent;
  }

  wait() {
    this.live = true;
    this.element.dataset.live = '';
    this.part('.turn-waiting').hidden = false;
  }

  // Others are asking too. The place is said each time that it changes.
  queue(place) {
    const words = this.part('[data-waiting=first]');
    words.textContent = words.dataset.queue.replace('{place}', place);
    announce(words.textContent);
  }

  // Says that the stream broke and is being picked up, or that it goes on.
  resuming(broken) {
    this.part('[data-waiting=first]').hidden = broken;
    this.part('[data-waiting=resuming]').hidden = !broken;
    if (broken) announce(this.part('[data-waiting=resuming]').textContent);
  }

  // Moves to the question: closes the keyboard of a phone, and puts the reader
  // where the answer will be.
  focus() {
    this.heading.focus({ preventScroll: true });
    const { top } = this.heading.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.4) this.heading.scrollIntoView({ block: 'start' });
  }

  begin(lang) {
    if (lang) this.element.lang = lang;
  }

  // What a follow-up was taken for, so that a visitor sees when it was something else.
  understand(question) {
    const words = this.part('.turn-understood');
    if (!question || !words.hidden) return;
    words.textContent = words.textContent.replace('{question}', () => question);
    words.hidden = false;
    if (this.live) announce(words.textContent);
  }

  add({ text, citations = [], lang }) {
    const sentence = document.createElement('span');
    sentence.textContent = text;
    if (lang && lang !== this.element.lang) sentence.lang = lang;
    if (this.shown++ > 0) this.text.append(' ');
    this.text.append(sentence, ...citations.map(number));
    if (this.live) announce(text, lang || this.element.lang);
  }

  // Numbers become links once it is known what they stand for. They keep their
  // size, so nothing moves.
  cite(citations = []) {
    const known = new Map(citations.map((c) => [String(c.number), c]));
    for (const mark of this.text.querySelectorAll('span.cite')) {
      const citation = known.get(mark.textContent);
      if (citation) mark.replaceWith(this.link(citation));
    }
    const list = this.part('.turn-sources ol');
    list.replaceChildren(...byNote(citations).map(source));
    this.part('.turn-sources').hidden = citations.length === 0;
  }

  link(citation) {
    const a = document.createElement('a');
    a.className = 'cite';
    a.textContent = citation.number;
    a.href = citation.url;
    a.dataset.title = citation.title;
    a.ariaLabel = `${this.element.dataset.source.replace('{number}', citation.number)}: ${citation.title}`;
    return a;
  }

  finish(answer) {
    this.stopWaiting();
    this.begin(answer.language);
    this.understand(answer.understood_as);
    for (const sentence of answer.sentences?.slice(this.shown) ?? []) this.add(sentence);
    this.cite(answer.citations ?? []);
    if (answer.verdict === 'failed') return this.fail('failed');
    if (answer.verdict === 'not_covered') this.notCovered(answer);
    this.notice(answer);
    this.act(answer);
    this.askForRating(answer);
    return answer;
  }

  // What can be done with an answer: only one that the museum keeps has a link.
  act(answer) {
    this.answer = answer;
    this.part('.turn-acts').hidden = false;
    this.part('[data-action=hear]').hidden = !canSpeak;
    this.part('[data-action=share]').hidden = Boolean(answer.degraded?.includes('save'));
  }

  get address() {
    return new URL(this.element.dataset.share + encodeURIComponent(this.answer.question_id), location).href;
  }

  // The answer to be put elsewhere: with what it rests on, and where it is.
  written() {
    const sources = byNote(this.answer.citations ?? []).map((c) => `[${c.numbers}] ${[c.title, c.inventory, c.author, c.date].filter(Boolean).join(', ')}`);
    const sentences = (this.answer.sentences ?? []).map((s) => [s.text, ...(s.citations ?? []).map((n) => `[${n}]`)].join(' '));
    const link = this.answer.degraded?.includes('save') ? [] : [this.address];
    return [this.heading.textContent, sentences.join(' '), sources.join('\n'), ...link].filter(Boolean).join('\n\n');
  }

  async copy(button, text) {
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    this.say(done ? button.dataset.done : button.dataset.failed);
  }

  async share(button) {
    if (!navigator.share) {
      await this.copy(button, this.address);
      return;
    }
    await navigator.share({ title: this.heading.textContent, url: this.address }).catch(() => {}); // the visitor thought better of it
  }

  hear(button) {
    speak(button, this.answer.sentences.map(({ text, lang }) => ({ text, lang: lang || this.element.lang || document.documentElement.lang })));
  }

  say(words) {
    this.part('.turn-acted').textContent = words;
    announce(words);
  }

  // Questions to go on with, which the notes answer.
  follow({ object, title, questions }) {
    if (questions.length === 0) return;
    const form = this.part('.follow');
    const heading = form.querySelector('h3');
    heading.textContent = heading.dataset.title.replace('{title}', title);
    form.querySelector('ul').replaceChildren(...questions.map((question) => {
      const button = document.createElement('button');
      button.value = question;
      button.textContent = question;
      button.dataset.object = object;
      return item(button);
    }));
    form.hidden = false;
  }

  notCovered(answer) {
    if (this.shown === 0) {
      const empty = this.part('.turn-empty');
      empty.hidden = false;
      if (this.live) announce(empty.textContent);
    }
    const links = (answer.nearby ?? []).map(({ title, url }) => item(anchor(url, title)));
    this.part('.turn-nearby ul').replaceChildren(...links);
    this.part('.turn-nearby').hidden = links.length === 0;
    this.part('.turn-nearby h3').classList.toggle('unseen', this.shown > 0); // the sentence leads to the list
  }

  // Who put the answer into words; the guide's own need no word about it.
  notice(answer) {
    if (answer.mode === 'plain') return;
    let kind = 'machine';
    if (answer.verdict === 'not_covered') kind = 'not_covered';
    else if (answer.degraded?.includes('model')) kind = 'no_model';
    else if (answer.mode === 'quote') kind = 'quoted';
    if (answer.mode === 'pinned') kind = 'pinned';
    const words = this.part(`[data-notice=${kind}]`);
    if (kind === 'pinned') words.textContent = words.textContent.replace('{date}', longDate(answer.pinned_on));
    words.hidden = false;
    const notice = this.part('.turn-notice');
    notice.hidden = false;
    for (const lang of originals(answer)) {
      notice.append(' ', this.element.dataset.original.replace('{language}', languageName(lang)));
    }
    if (this.live) announce(words.textContent);
  }

  // Only an answer that the museum has kept can be rated.
  askForRating(answer) {
    if (answer.verdict !== 'answered' || answer.mode === 'plain' || answer.degraded?.includes('save')) return;
    this.part('.rating').elements.turn.value = answer.question_id;
    this.part('.turn-rate').hidden = false;
  }

  // Says what went wrong, keeping what came before it. Always null: no answer.
  fail(kind, message) {
    this.stopWaiting();
    const words = this.part(`[data-problem=${kind}]`);
    if (message) words.textContent = message;
    words.hidden = false;
    this.part('.turn-problem').hidden = false;
    announce(words.textContent);
    this.element.dispatchEvent(new CustomEvent('turnfailed', { // see offline.js
      bubbles: true, detail: { kind, question: this.heading.textContent, again: () => this.onAgain() },
    }));
    return null;
  }

  stopWaiting() {
    const waiting = this.part('.turn-waiting');
    if (waiting.contains(document.activeElement)) this.heading.focus({ preventScroll: true });
    waiting.hidden = true;
    this.part('.turn-next').hidden = false;
  }
}

function number(n) {
  const mark = document.createElement('span');
  mark.className = 'cite';
  mark.textContent = n;
  mark.ariaHidden = 'true';
  return mark;
}

// One line a note, with the numbers of all its cited sentences.
function byNote(citations) {
  const notes = new Map();
  for (const citation of citations) {
    const key = `${citation.document} ${citation.revision}`;
    const note = notes.get(key);
    if (note) note.numbers += `, ${citation.number}`;
    else notes.set(key, { ...citation, numbers: String(citation.number) });
  }
  return [...notes.values()];
}

function source(citation) {
  const a = anchor(citation.url);
  a.dataset.title = citation.title;
  const digits = document.createElement('span');
  digits.className = 'number';
  digits.textContent = citation.numbers;
  digits.ariaHidden = 'true';
  const title = document.createElement('cite');
  title.textContent = citation.title;
  if (citation.lang) title.lang = citation.lang;
  const work = document.createElement('span');
  work.append(title);
  if (citation.inventory) {
    const inventory = document.createElement('span');
    inventory.className = 'inventory';
    inventory.textContent = citation.inventory;
    work.append(' ', inventory);
  }
  a.append(digits, work);
  return item(a);
}

function anchor(url, text = '') {
  const a = document.createElement('a');
  a.href = url;
  a.textContent = text;
  return a;
}

function item(child) {
  const li = document.createElement('li');
  li.append(child);
  return li;
}

// The languages, other than the answer's own, that its sentences stand in.
function originals(answer) {
  const langs = (answer.sentences ?? []).map((s) => s.lang).filter((lang) => lang && lang !== answer.language);
  return [...new Set(langs)];
}

function longDate(day) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));
}

function languageName(lang) {
  return new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(lang);
}

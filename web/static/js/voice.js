// Reading aloud and listening, where the browser can. Its own voices speak; a
// text in a language that it has no voice for is not read in another's.
import { announce } from './announce.js';

const synth = globalThis.speechSynthesis;
let button = null; // what is being read belongs to it

/** Whether texts can be read aloud at all. */
export const canSpeak = Boolean(synth && globalThis.SpeechSynthesisUtterance);

/** Reads [{text, lang}] aloud, or stops if the same button is reading. */
export function speak(pressed, parts) {
  const again = button === pressed;
  stop();
  if (again) return;
  button = pressed;
  pressed.ariaPressed = 'true';
  swap(pressed);
  const mine = pressed;
  parts.forEach(({ text, lang }, i) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = tag(lang);
    const voice = synth.getVoices().find((v) => v.lang.replace('_', '-').toLowerCase().startsWith(utterance.lang.toLowerCase()))
      ?? synth.getVoices().find((v) => v.lang.slice(0, 2) === lang.slice(0, 2));
    if (voice) utterance.voice = voice;
    if (i === parts.length - 1) utterance.onend = () => { if (button === mine) stop(); };
    utterance.onerror = () => { if (button === mine) stop(); };
    synth.speak(utterance);
  });
}

export function stop() {
  if (!button) return;
  synth.cancel();
  button.ariaPressed = 'false';
  swap(button);
  button = null;
}

function swap(pressed) {
  const { stop: other } = pressed.dataset;
  pressed.dataset.stop = pressed.textContent;
  pressed.textContent = other;
}

// The notes' "pt" is that of Portugal.
const tag = (lang) => (lang === 'pt' ? 'pt-PT' : lang);

/** The buttons that read notes aloud. */
export function hearNotes() {
  if (!canSpeak) return;
  for (const each of document.querySelectorAll('[data-action=hear-note]')) {
    each.parentElement.hidden = false;
    each.addEventListener('click', () => {
      const paragraphs = each.closest('.note').querySelectorAll('.prose p');
      speak(each, [...paragraphs].map((p) => ({ text: p.textContent, lang: each.dataset.lang || document.documentElement.lang })));
    });
  }
  addEventListener('pagehide', stop);
}

/** The button that writes a spoken question into the field. */
export function hearQuestions(form) {
  const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
  const pressed = form.querySelector('[data-action=speak]');
  if (!Recognition || !pressed) return;
  const said = form.querySelector('.speaking');
  const field = form.elements.question;
  let listening = null;
  const tell = (words) => {
    said.hidden = !words;
    said.textContent = words;
    if (words) announce(words);
  };
  pressed.hidden = false;
  pressed.addEventListener('click', () => {
    if (listening) {
      listening.stop();
      return;
    }
    stop();
    listening = new Recognition();
    listening.lang = document.documentElement.lang;
    listening.interimResults = true;
    listening.onresult = ({ results }) => { field.value = [...results].map((r) => r[0].transcript).join(' ').slice(0, field.maxLength); };
    listening.onerror = ({ error }) => { if (error !== 'aborted') tell(pressed.dataset.unheard); };
    listening.onend = () => {
      listening = null;
      pressed.ariaPressed = 'false';
      if (said.textContent === pressed.dataset.listening) tell('');
      field.focus();
    };
    pressed.ariaPressed = 'true';
    tell(pressed.dataset.listening);
    listening.start();
  });
}

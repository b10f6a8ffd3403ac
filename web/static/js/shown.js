// Answers that are there again: those asked at this place before, and on the
// visit's own page all of them.
import { Turn } from './turn.js';
import * as visit from './visit.js';

/** The heading above earlier answers, with the one tap that clears them all. */
export function earlier(museum, turns, after) {
  const shell = document.getElementById('earlier-shell').content.firstElementChild.cloneNode(true);
  shell.querySelector('[data-action=clear]').addEventListener('click', () => {
    visit.forget(museum);
    turns.replaceChildren();
    after();
  });
  return shell;
}

/** An answer as it was kept. */
export function keptTurn({ question, answer }) {
  const turn = new Turn(question);
  turn.finish(answer);
  return turn;
}

export function showVisit() {
  const list = document.getElementById('visit');
  if (!list) return;
  const { museum } = list.dataset;
  const kept = visit.all(museum).reverse();
  const empty = () => {
    document.getElementById('visit-empty').hidden = false;
    document.querySelector('h1').tabIndex = -1;
  };
  if (kept.length === 0) {
    empty();
    return;
  }
  list.append(earlier(museum, list, () => {
    empty();
    document.querySelector('h1').focus();
  }), ...kept.map((each) => keptTurn(each).element));
}

// The states of a turn that only scripts bring about, for /patterns.
import { Turn } from './turn.js';

const place = document.getElementById('scripted');

function show(name, change) {
  const section = document.createElement('section');
  section.className = 'band';
  const heading = document.createElement('h2');
  heading.textContent = `turn, ${name}`;
  const turn = new Turn('Quem são as sessenta figuras?');
  section.append(heading, turn.element);
  place.append(section);
  change(turn);
}

show('waiting', (turn) => turn.wait());
show('in the queue', (turn) => { turn.wait(); turn.queue(3); });
show('being picked up', (turn) => { turn.add({ text: 'Os Painéis são seis tábuas.', citations: [1] }); turn.wait(); turn.resuming(true); });
for (const problem of ['failed', 'broken', 'offline', 'busy', 'stopped']) show(problem, (turn) => turn.fail(problem));
show('said by the server', (turn) => turn.fail('said', 'O guia está em pausa.'));

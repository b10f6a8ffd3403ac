// The questions of this visit, kept by the phone for a day, or until the
// visitor clears them.

const limit = 40; // turns; about 120 kB
const day = 24 * 60 * 60 * 1000; // ms

const key = (museum) => `cicerone-visit:${museum}`;

function read(museum) {
  try {
    const kept = JSON.parse(localStorage.getItem(key(museum))) ?? [];
    return kept.filter((turn) => Date.now() - turn.at < day);
  } catch {
    return []; // storage is off, or was written by an older release
  }
}

function write(museum, turns) {
  try {
    if (turns.length > 0) localStorage.setItem(key(museum), JSON.stringify(turns));
    else localStorage.removeItem(key(museum));
  } catch {
    // Storage is off or full; the page still shows the answers.
  }
}

/** Keeps an answer with where it was asked. */
export function keep({ museum, question, object, room }, answer) {
  write(museum, [...read(museum), { question, object, room, answer, at: Date.now() }].slice(-limit));
}

/** All turns of the visit, oldest first. What is older than a day is dropped. */
export function all(museum) {
  const turns = read(museum);
  write(museum, turns);
  return turns;
}

/** The turns asked at one place, oldest first. */
export function turns(museum, { object, room }) {
  return all(museum).filter((turn) => turn.object === object && turn.room === room);
}

/** The visit's conversation, wherever its last question was asked. */
export function conversation(museum) {
  return read(museum).at(-1)?.answer.conversation ?? '';
}

export function forget(museum) {
  write(museum, []);
}

// The questions of this visit, kept by the browser until its tab is closed.

const limit = 20; // turns; about 60 kB

const key = (museum) => `cicerone-visit:${museum}`;

function read(museum) {
  try {
    return JSON.parse(sessionStorage.getItem(key(museum))) ?? [];
  } catch {
    return []; // storage is off, or was written by an older release
  }
}

/** Keeps an answer with where it was asked. */
export function keep({ museum, question, object, room }, answer) {
  const turns = [...read(museum), { question, object, room, answer }].slice(-limit);
  try {
    sessionStorage.setItem(key(museum), JSON.stringify(turns));
  } catch {
    // Storage is off or full; the page still shows the answer.
  }
}

/** The turns asked at one place, oldest first. */
export function turns(museum, { object, room }) {
  return read(museum).filter((turn) => turn.object === object && turn.room === room);
}

/** The visit's conversation, wherever its last question was asked. */
export function conversation(museum) {
  return read(museum).at(-1)?.answer.conversation ?? '';
}

export function forget(museum) {
  try {
    sessionStorage.removeItem(key(museum));
  } catch {
    // Storage is off: there is nothing to forget.
  }
}

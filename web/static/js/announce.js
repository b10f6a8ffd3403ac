// What screen readers are told as it happens. The page itself is not live:
// marking it so would have numbers and links read out between the sentences.

const log = () => document.getElementById('announcer');

export function announce(text, lang = '') {
  const line = document.createElement('p');
  line.textContent = text;
  if (lang) line.lang = lang;
  log()?.append(line);
}

// Called before each question, so that the log holds one answer, not the visit.
export function silence() {
  log()?.replaceChildren();
}

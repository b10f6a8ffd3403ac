// The visitor's pages with JavaScript: answers appear as they are made, and
// sources open in place. Without it the same forms and links lead to pages.
import { takeOverForms } from './ask.js';
import { openNotesInPlace } from './note.js';
import { takeRatings } from './rate.js';

takeOverForms();
openNotesInPlace();
takeRatings();

// What keeps pages on the phone comes when all else is done, in a file of its own:
// the address is in the page, so that it is not put into this one.
const offline = document.getElementById('offline-words')?.dataset.script;
if (offline && 'serviceWorker' in navigator && isSecureContext) {
  const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
  const begin = () => whenIdle(() => import(offline));
  if (document.readyState === 'complete') begin();
  else addEventListener('load', begin);
}

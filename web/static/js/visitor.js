// The visitor's pages with JavaScript: answers appear as they are made, and
// sources open in place. Without it the same forms and links lead to pages.
import { takeOverForms } from './ask.js';
import { takeDisplay } from './display.js';
import { openNotesInPlace } from './note.js';
import { takeRatings } from './rate.js';
import { takePhotographs } from './camera.js';
import { showVisit } from './shown.js';
import { hearNotes } from './voice.js';
import { zoomPictures } from './zoom.js';

takeOverForms();
openNotesInPlace();
takeRatings();
takePhotographs();
takeDisplay();
showVisit();
hearNotes();
zoomPictures();

// What keeps pages on the phone comes once the visitor does something, or has
// looked for a while: the first page has the network to itself. Its address is in
// the page, so that it is not put into this file.
const offline = document.getElementById('offline-words')?.dataset.script;
if (offline && 'serviceWorker' in navigator && isSecureContext) {
  const begin = () => import(offline); // once, however often it is asked for
  for (const sign of ['pointerdown', 'keydown', 'focusin', 'scroll']) addEventListener(sign, begin, { once: true, passive: true });
  addEventListener('load', () => setTimeout(begin, 5000));
}

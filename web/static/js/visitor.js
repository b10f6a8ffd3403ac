// The visitor's pages with JavaScript: answers appear as they are made, and
// sources open in place. Without it the same forms and links lead to pages.
import { takeOverForms } from './ask.js';
import { takeDisplay } from './display.js';
import { openNotesInPlace } from './note.js';
import { takeRatings } from './rate.js';
import { showVisit } from './shown.js';
import { hearNotes } from './voice.js';
import { zoomPictures } from './zoom.js';

takeOverForms();
openNotesInPlace();
takeRatings();
takeDisplay();
showVisit();
hearNotes();
zoomPictures();

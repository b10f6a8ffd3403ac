// The visitor's pages with JavaScript: answers appear as they are made, and
// sources open in place. Without it the same forms and links lead to pages.
import { takeOverForms } from './ask.js';
import { openNotesInPlace } from './note.js';
import { takeRatings } from './rate.js';
import { takePhotographs } from './camera.js';

takeOverForms();
openNotesInPlace();
takeRatings();
takePhotographs();

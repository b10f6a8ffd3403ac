// Copies what the pages have from elsewhere, the typeface and a library of
// the back office, from their npm packages into web/static. Run
// "npm ci --ignore-scripts && npm run vendor"; with the committed lock file the
// bytes are the same every time.
import { copyFile } from 'node:fs/promises';

const copies = {
  'fonts/newsreader-latin-400-normal.woff2': '@fontsource/newsreader/files/newsreader-latin-400-normal.woff2',
  'fonts/newsreader-latin-400-italic.woff2': '@fontsource/newsreader/files/newsreader-latin-400-italic.woff2',
  'fonts/OFL.txt': '@fontsource/newsreader/LICENSE',
  'vendor/htmx.js': 'htmx.org/dist/htmx.min.js',
  'vendor/htmx.LICENSE.txt': 'htmx.org/LICENSE',
};

for (const [to, from] of Object.entries(copies)) {
  await copyFile(new URL(`./node_modules/${from}`, import.meta.url), new URL(`../../web/static/${to}`, import.meta.url));
}

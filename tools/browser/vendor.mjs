// Copies what the pages have from elsewhere, the typeface and a library of
// the back office, from their npm packages into web/static. Run
// "npm ci --ignore-scripts && npm run vendor"; with the committed lock file the
// bytes are the same every time.
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import subset from 'subset-font';

const source = (name) => new URL(`./node_modules/${name}`, import.meta.url);
const target = (name) => new URL(`../../web/static/${name}`, import.meta.url);

const copies = {
  'fonts/OFL.txt': '@fontsource/newsreader/LICENSE',
  'vendor/htmx.js': 'htmx.org/dist/htmx.min.js',
  'vendor/htmx.LICENSE.txt': 'htmx.org/LICENSE',
};
for (const [to, from] of Object.entries(copies)) await copyFile(source(from), target(to));

// The typeface keeps the letters of western Europe and the marks of its six
// languages. What it loses (fractions, small capitals, rare currencies) is a
// fifth of the bytes that a phone fetches before it can show a page well.
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('');
const characters = `${range(0x20, 0x7e)}${range(0xc0, 0xff)}ŒœŸªº¿¡«»–—‘’‚“”„•…·§°½†€\u00a0\u202f`;
const keepFeatures = ['kern', 'liga', 'mark', 'ccmp', 'lnum', 'onum', 'tnum'];
for (const style of ['normal', 'italic']) {
  const whole = await readFile(source(`@fontsource/newsreader/files/newsreader-latin-400-${style}.woff2`));
  await writeFile(target(`fonts/newsreader-latin-400-${style}.woff2`), await subset(whole, characters, { targetFormat: 'woff2', keepFeatures }));
}

// Copies the typeface from its npm package into web/static/fonts. Run
// "npm ci && npm run fonts"; with the committed lock file the bytes are the same
// every time.
import { copyFile } from 'node:fs/promises';

const from = new URL('./node_modules/@fontsource/newsreader/', import.meta.url);
const to = new URL('../../web/static/fonts/', import.meta.url);

for (const style of ['normal', 'italic']) {
  const name = `newsreader-latin-400-${style}.woff2`;
  await copyFile(new URL(`files/${name}`, from), new URL(name, to));
}
await copyFile(new URL('LICENSE', from), new URL('OFL.txt', to));

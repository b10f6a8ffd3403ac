// Makes the screenshots of docs/screens/ from a running server with the
// demonstration collection: BASE_URL=http://127.0.0.1:8080 npm run screens
import { spawnSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { baseURL, desktop, launch, phone } from './browser.mjs';
import { ask } from './page.mjs';

const folder = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const question = 'Quem pintou os Painéis de São Vicente?';

const scenes = {
  museum: async (page) => { await page.goto('/'); },
  room: async (page) => {
    await page.goto('/');
    await page.locator('.rooms a').nth(2).click();
    await page.waitForURL(/\/rooms\//);
  },
  work: async (page) => {
    await page.goto('/');
    await page.locator('.works a').first().click();
    await page.waitForURL(/\/o\//);
  },
  answer: async (page) => {
    await page.goto('/');
    await ask(page, question);
  },
  source: async (page) => {
    await scenes.answer(page);
    await page.locator('a.cite').first().click();
    await page.locator('dialog[open] mark').waitFor();
  },
  shared: async (page) => {
    await scenes.answer(page);
    const link = await page.evaluate(() => JSON.parse(localStorage.getItem('cicerone-visit:galeria'))[0].answer.question_id);
    await page.goto(`/galeria/a/${link}`);
  },
  visit: async (page) => {
    await scenes.answer(page);
    await page.goto('/galeria/visit');
  },
  display: async (page) => {
    await page.goto('/galeria/rooms/3');
    await page.locator('.display-way').click();
    await page.getByLabel('Grande', { exact: true }).check();
    await page.getByLabel('Alto').check();
  },
  'not-covered': async (page) => {
    await page.goto('/');
    await ask(page, 'Como se cultiva o tomate em estufa?');
  },
};

await mkdir(folder, { recursive: true });
const browser = await launch();
for (const [device, viewport] of Object.entries({ phone, desktop })) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, scene] of Object.entries(scenes)) {
      const page = await browser.newPage({ baseURL, viewport, colorScheme, locale: 'pt-PT', reducedMotion: 'reduce' });
      await scene(page);
      await page.evaluate(() => document.fonts.ready);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: `${folder}${name}-${device}-${colorScheme}.png` });
      await page.close();
    }
  }
}
await browser.close();

// Pages of type need few colours: a third of the bytes, where pngquant is installed.
const images = (await readdir(folder)).filter((name) => name.endsWith('.png'));
const { error } = spawnSync('pngquant', ['--force', '--strip', '--ext', '.png', '64', '--', ...images], { cwd: folder });
if (error) console.warn('pngquant is not installed: the screenshots stay three times as large');

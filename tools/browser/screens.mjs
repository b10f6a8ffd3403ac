// Makes the screenshots of docs/screens/ from a running server with the
// demonstration collection: BASE_URL=http://127.0.0.1:8080 npm run screens. JOIN
// is the link for its first curator; named scenes alone are renewed.
import { spawnSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { baseURL, desktop, launch, phone } from './browser.mjs';
import { joinOffice } from './office.mjs';
import { ask } from './page.mjs';

const folder = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const question = 'Quem pintou os Painéis de São Vicente?';
const account = { name: 'Ana Lima', email: 'ana@museu.example', password: 'uma frase de ensaio' };
const open = (path) => (page) => page.goto(path);

const visitors = {
  museum: open('/'),
  room: open('/galeria/rooms/3'),
  work: open('/galeria/o/CG-001'),
  answer: async (page) => {
    await page.goto('/');
    await ask(page, question);
  },
  source: async (page) => {
    await visitors.answer(page);
    await page.locator('a.cite').first().click();
    await page.locator('dialog[open] mark').waitFor();
  },
  'not-covered': async (page) => {
    await page.goto('/');
    await ask(page, 'Como se cultiva o tomate em estufa?');
  },
  shared: async (page) => {
    await visitors.answer(page);
    const link = await page.evaluate(() => JSON.parse(localStorage.getItem('cicerone-visit:galeria'))[0].answer.question_id);
    await page.goto(`/galeria/a/${link}`);
  },
  visit: async (page) => {
    await visitors.answer(page);
    await page.goto('/galeria/visit');
  },
  display: async (page) => {
    await page.goto('/galeria/rooms/3');
    await page.locator('.display-way').click();
    await page.getByLabel('Grande', { exact: true }).check();
    await page.getByLabel('Alto').check();
  },
  tours: open('/galeria/tours'),
  tour: async (page) => {
    await page.goto('/galeria/tours');
    await page.locator('.tours a').first().click();
    await page.waitForURL(/\/tours\/./);
  },
  stop: async (page) => {
    await visitors.tour(page);
    await page.getByRole('link', { name: 'Começar' }).click();
    await page.locator('.tour-next').waitFor();
  },
  composed: async (page) => {
    await page.goto('/galeria/tours');
    await page.locator('#want').fill('azulejos e o mar');
    await page.getByRole('button', { name: 'Fazer o meu percurso' }).click();
    await page.waitForURL(/\/tours\/made\?/);
  },
  about: open('/galeria/about'),
  offline: async (page) => {
    await page.goto('/galeria/offline');
    await page.locator('#kept').waitFor();
  },
  kiosk: open('/galeria/kiosk'),
  embed: open('/galeria/embed'),
};

const office = {
  home: open('/curator'),
  documents: open('/curator/documents'),
  document: async (page) => {
    await page.goto('/curator/documents?q=Painéis de São Vicente&lang=pt');
    await page.getByRole('link', { name: 'Painéis de São Vicente', exact: true }).first().click();
    await page.waitForURL(/\/documents\/./);
  },
  upload: open('/curator/upload'),
  questions: open('/curator/questions'),
  why: async (page) => {
    await page.goto('/curator/questions');
    await page.getByRole('link', { name: 'Porquê esta resposta' }).first().click();
    await page.waitForURL(/\/questions\/./);
  },
  object: async (page) => {
    await page.goto('/curator/objects?q=CG-001');
    await page.locator('a', { hasText: 'Painéis de São Vicente' }).first().click();
    await page.waitForURL(/\/objects\/\d/);
  },
  'room-form': async (page) => {
    await page.goto('/curator/rooms');
    await page.locator('.rooms-list a:not([href$="/codes"])').nth(2).click();
    await page.waitForURL(/\/rooms\/\d/);
  },
  'tour-form': async (page) => {
    await page.goto('/curator/tours');
    await page.locator('.rooms-list a').first().click();
    await page.waitForURL(/\/tours\/./);
  },
  sets: async (page) => {
    await page.goto('/curator/sets');
    if (await page.locator('.set-name').count()) return;
    await page.locator('#name').fill('Entrada');
    await page.getByRole('button', { name: 'Começar' }).click();
    await page.locator('#lines').fill('question,lang,expect,verdict\nQuem pintou os Painéis de São Vicente?,pt,CG-001,\nQual é a capital da Mongólia?,pt,,not_covered\n');
    await page.getByRole('button', { name: 'Juntar as perguntas' }).click();
    await page.getByText('Descarregar em CSV').waitFor();
    await page.getByRole('button', { name: 'Perguntar agora' }).click();
    await page.locator('#outcomes').waitFor();
    await page.goto('/curator/sets');
  },
  set: async (page) => {
    await office.sets(page);
    await page.locator('.set-name a').click();
    await page.locator('#questions').waitFor();
  },
  appearance: open('/curator/appearance'),
};

const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const browser = await launch();
const session = await signedIn();
for (const [device, viewport] of Object.entries({ phone, desktop })) {
  for (const colorScheme of ['light', 'dark']) {
    const seen = { baseURL, viewport, colorScheme, locale: 'pt-PT', reducedMotion: 'reduce' };
    for (const [name, scene] of Object.entries(visitors)) await shoot(name, scene, seen);
    for (const [name, scene] of Object.entries(office)) await shoot(`office-${name}`, scene, { ...seen, storageState: session });

    async function shoot(name, scene, options) {
      if (wanted.length > 0 && !wanted.includes(name)) return;
      const page = await browser.newPage(options);
      page.setDefaultTimeout(60_000); // a machine with other work is slow, not broken
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

// A curator's session, for the pages of the back office.
async function signedIn() {
  const page = await browser.newPage({ baseURL, locale: 'pt-PT' });
  await joinOffice(page, process.env.JOIN, account);
  const state = await page.context().storageState();
  await page.close();
  return state;
}

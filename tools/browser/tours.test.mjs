// Tours, kiosk, pages without a signal and the guide on another site, on a server
// of their own: JOIN is the link for its first curator.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import net from 'node:net';
import { baseURL, desktop, launch } from './browser.mjs';
import { joinOffice, signIn } from './office.mjs';
import { checkAccessible, checkFits, ended, visit } from './page.mjs';

const account = { name: 'Ana', email: 'ana@museu.example', password: 'uma frase de ensaio' };
const museum = '/galeria';

// Another site: a page with the widget.
const site = createServer((_, response) => response
  .writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': `default-src 'none'; script-src ${baseURL}; connect-src ${baseURL}; frame-src ${baseURL}` })
  .end(`<!doctype html><html lang="pt"><title>Museu</title><h1>Museu</h1><script src="${baseURL}${museum}/widget.js"></script>`));
let elsewhere;
before(() => new Promise((resolve) => { site.listen(0, '127.0.0.1', () => { elsewhere = `http://127.0.0.1:${site.address().port}`; resolve(); }); }));
after(() => site.close());

test('a curator makes a tour, orders, publishes, deletes and undoes, without JavaScript', () => visit({ viewport: desktop, javaScriptEnabled: false }, async (page) => {
  const press = (name) => page.getByRole('button', { name, exact: true }).last().click();
  await joinOffice(page, process.env.JOIN, account);
  await page.goto('/curator/tours/new');
  await page.locator('#title_pt').fill('Volta de ensaio');
  await page.locator('#add').fill('CG-028');
  await press('Juntar');
  await page.locator('#words_0_pt').fill('Comece pelo ouro.');
  await page.locator('#add').fill('Painéis de São Vicente');
  await press('Juntar');
  if (await page.locator('.tour-found').count()) await page.locator('.tour-found button', { hasText: 'CG-001' }).click();
  await press('Subir Painéis de São Vicente');
  assert.deepEqual(await page.locator('input[name=stop]').evaluateAll((all) => all.map((e) => e.value)), ['CG-001', 'CG-028']);
  assert.equal(await page.locator('#words_1_pt').inputValue(), 'Comece pelo ouro.');
  await press('Publicar');
  await page.getByText('já o podem seguir').waitFor();
  await page.goto(`${museum}/tours`);
  await page.getByRole('link', { name: 'Volta de ensaio' }).click();
  await page.getByRole('link', { name: 'Começar' }).click();
  await page.locator('.tour-next .next').click();
  assert.match(await page.locator('main').innerText(), /Comece pelo ouro\./);
  await page.goto('/curator/tours');
  await page.getByRole('link', { name: 'Volta de ensaio' }).click();
  await press('Eliminar o percurso');
  await press('Anular');
  await page.getByText('voltou, como estava').waitFor();
}));

test('the curators’ pages are accessible and fit', () => visit({ viewport: desktop }, async (page) => {
  await signIn(page, account, '/curator/tours');
  const tour = await page.locator('.rooms-list a').first().getAttribute('href');
  for (const target of ['/curator/tours', tour, '/curator/tours/new', '/curator/appearance']) {
    await page.goto(target);
    await checkAccessible(page, target);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await checkFits(page, `${target} at ${width}`);
    }
  }
}));

for (const javaScriptEnabled of [true, false]) {
  test(`a visitor has a tour made and changes it, ${javaScriptEnabled ? 'with the keyboard alone' : 'without JavaScript'}`, () => visit({ javaScriptEnabled }, async (page) => {
    await page.goto(`${museum}/tours`);
    const enter = async (locator) => { if (javaScriptEnabled) { await locator.focus(); await page.keyboard.press('Enter'); } else await locator.click(); };
    await page.locator('#want').fill('azulejos e o mar');
    await enter(page.getByRole('button', { name: 'Fazer o meu percurso' }));
    await page.waitForURL(/\/tours\/made\?/);
    const works = () => page.locator('.leg-stops > li').count();
    const before = await works();
    assert.ok(before >= 5, `${before} works in 45 minutes`);
    assert.ok(Number((await page.locator('.tour-facts').first().innerText()).match(/(\d+) minutos/)[1]) <= 45);
    assert.match(await page.locator('.legs').innerText(), /Azulejo/);
    await enter(page.locator('[name=drop]').first());
    await page.waitForURL(/#works/);
    assert.equal(await works(), before - 1);
    await enter(page.getByRole('button', { name: 'Juntar', exact: true }));
    await page.waitForFunction((n) => document.querySelectorAll('.leg-stops > li').length === n, before).catch(() => {});
    assert.equal(await works(), before);
    await enter(page.getByRole('link', { name: 'Começar' }));
    for (let n = 1; n < before; n++) {
      await page.getByText(`Obra ${n} de ${before}`).waitFor();
      assert.ok(await page.locator('.tour-next .next').evaluate((e) => e.getBoundingClientRect().bottom <= innerHeight), 'the next work is at hand');
      await enter(page.locator('.tour-next .next'));
    }
    await page.getByText('Era a última obra').waitFor();
  }));
}

for (const javaScriptEnabled of [true, false]) {
  test(`a work of a tour is asked about beside the one before, ${javaScriptEnabled ? 'where it stands' : 'without JavaScript'}`, () => visit({ javaScriptEnabled }, async (page) => {
    const stop = `${museum}/tours/made/o/CG-010?m=20&w=CG-001&w=CG-010`;
    await page.goto(stop);
    await page.getByRole('button', { name: 'O que têm em comum «Adoração dos Magos» e «Painéis de São Vicente»?' }).click();
    await page.locator('.turn').getByText('Nas palavras dos curadores.').waitFor();
    const sources = await page.locator('.turn').innerText();
    assert.match(sources, /CG-010/);
    assert.match(sources, /CG-001/);
    if (!javaScriptEnabled) return;
    assert.ok(page.url().endsWith(stop), 'the tour is not left');
    await checkAccessible(page, 'a work of a tour with an answer');
  }));
}

test('the visitors’ pages are accessible and fit', () => visit({}, async (page) => {
  await page.goto(`${museum}/tours`);
  const tour = await page.locator('.tours a').first().getAttribute('href');
  await page.goto(tour);
  const stop = await page.getByRole('link', { name: 'Começar' }).getAttribute('href');
  for (const target of [`${museum}/tours`, tour, stop, `${museum}/tours/made?m=20&w=CG-001&w=CG-049`, `${museum}/offline`, `${museum}/embed`, `${museum}/kiosk`]) {
    await page.goto(target);
    await checkAccessible(page, target);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await checkFits(page, `${target} at ${width}`);
    }
  }
}));

test('a kiosk asks whether anybody is there, and forgets', () => visit({}, async (page) => {
  await page.clock.install();
  await page.goto(`${museum}/kiosk`);
  await page.getByRole('link', { name: 'Toque para começar' }).click();
  await page.locator('#question').waitFor();
  await page.evaluate(() => sessionStorage.setItem('cicerone-visit:galeria', '[]'));
  await page.clock.fastForward(101_000);
  await page.locator('dialog[open]').waitFor();
  await checkAccessible(page, 'still there?');
  await page.evaluate(() => document.getElementById('kiosk-still').addEventListener('close', () => { document.body.dataset.closed = ''; }));
  await page.getByRole('button', { name: 'Sim, continuar' }).click();
  await page.locator('body[data-closed]').waitFor();
  await page.clock.fastForward(90_000);
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await page.clock.fastForward(11_000);
  await page.locator('dialog[open]').waitFor();
  await page.clock.runFor(21_000);
  await page.waitForURL(/\/kiosk$/);
  assert.equal(await page.evaluate(() => Object.keys(sessionStorage).length), 0);
  await page.goto(`${museum}?kiosk=0`);
  assert.equal(await page.locator('body.kiosk').count(), 0);
}));

// A cable to the server that can be pulled: what a browser calls offline does not
// reach its service workers.
async function cable() {
  const { hostname, port } = new URL(baseURL);
  const ends = new Set();
  let cut = false;
  const server = net.createServer((near) => {
    if (cut) return near.destroy();
    const far = net.connect(Number(port), hostname);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => {}).on('close', () => { ends.delete(end); near.destroy(); far.destroy(); });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const pull = () => { cut = true; for (const end of ends) end.destroy(); };
  return { url: `http://127.0.0.1:${server.address().port}`, pull, plug: () => { cut = false; }, close: () => { pull(); server.close(); } };
}

const line = await cable();
after(() => line.close());

test('without a signal: what was seen and saved is read and searched, and a question waits', () => visit({ baseURL: line.url, serviceWorkers: 'allow' }, async (page) => {
  const context = page.context();
  await page.goto(`${museum}/o/CG-001`);
  await page.keyboard.press('Shift'); // the visitor does something
  await page.evaluate(async () => { await navigator.serviceWorker.ready; });
  await page.waitForFunction(() => caches.match('/galeria/offline', { ignoreVary: true }).then(Boolean));
  await page.goto(`${museum}/offline`);
  await page.locator('#kept').waitFor();
  const room = page.locator('[data-pack$="/rooms/3/pack.json"]');
  await room.locator('[data-act=save]').click();
  await room.locator('[data-act=remove]').waitFor();
  console.log('room 3:', await room.locator('.kept-size').innerText());
  await checkAccessible(page, 'a room saved');

  line.pull();
  await context.setOffline(true);
  await page.goto(`${museum}/o/CG-020`); // of the room, never opened
  assert.match(await page.locator('.note').innerText(), /Gabriel del Barco/);
  await page.goto(`${museum}/o/CG-001`); // opened
  assert.match(await page.locator('h1').innerText(), /São Vicente/);
  await page.goto(`${museum}/o/CG-077`); // neither
  await page.getByRole('heading', { name: 'Sem rede' }).waitFor();
  await page.locator('#words').fill('macacos músicos');
  await page.getByRole('button', { name: 'Procurar' }).click();
  assert.match(await page.locator('.offline-found').innerText(), /Casamento da Galinha/);

  await page.goto(`${museum}/o/CG-020`);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.locator('#question').fill('Quem pintou este painel?');
  await page.waitForTimeout(500); // what waits comes with the first touch
  await page.locator('form.ask button[type=submit]').click();
  await page.getByText('A pergunta será feita quando a rede voltar.').waitFor();
  await checkAccessible(page, 'a question waits');
  line.plug();
  await context.setOffline(false);
  const turn = await ended(page, 'Quem pintou este painel?');
  await turn.locator('.turn-sources').waitFor();

  await page.goto(`${museum}/offline`);
  await page.locator('[data-act=clear]').click();
  await page.getByText('Nada deste guia fica').waitFor();
  assert.deepEqual(await page.evaluate(async () => {
    const left = Object.keys(localStorage);
    for (const name of await caches.keys()) left.push(...(await (await caches.open(name)).keys()).map(({ url }) => url));
    return left;
  }), []);
}));

test('what is withdrawn leaves the phone', () => visit({ viewport: desktop, serviceWorkers: 'allow' }, async (page) => {
  await page.goto(`${museum}/offline`);
  await page.evaluate(async () => { await navigator.serviceWorker.ready; });
  const room = page.locator('[data-pack$="/rooms/4/pack.json"]');
  await room.locator('[data-act=save]').click();
  await room.locator('[data-act=remove]').waitFor();
  const held = () => page.evaluate(() => caches.match('/galeria/o/CG-029', { ignoreVary: true }).then(Boolean));
  assert.equal(await held(), true);

  await signIn(page, account, '/curator/documents?q=CG-029');
  const documents = await page.locator('.documents a[href^="/curator/documents/"]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))]);
  assert.equal(documents.length, 2);
  for (const document of documents) {
    await page.goto(document);
    await page.locator('form[action$="/withdraw"] button').first().click();
  }
  await page.evaluate(() => localStorage.removeItem('cicerone-checked')); // a quarter of an hour goes by
  await page.goto(`${museum}/rooms/1`);
  await page.keyboard.press('Shift');
  await page.waitForFunction(() => caches.match('/galeria/o/CG-029', { ignoreVary: true }).then((kept) => !kept));
  for (const document of documents) {
    await page.goto(document);
    await page.locator('form[action$="/publish"] button').first().click();
  }
}));

test('the guide on another site: refused until the museum names it', async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: desktop, locale: 'pt-PT' });
    const said = [];
    page.on('console', (m) => said.push(m.text()));
    await page.goto(elsewhere);
    await page.waitForFunction(() => globalThis.Cicerone === undefined);
    while (!said.some((line) => /Cicerone: http/.test(line))) await page.waitForTimeout(50);
    await page.setContent(`<iframe src="${baseURL}${museum}/embed"></iframe>`);

    const office = await browser.newPage({ baseURL, viewport: desktop, locale: 'pt-PT' });
    await signIn(office, account, '/curator/appearance');
    await office.locator('#accent').fill('#ffd24d');
    await office.locator('#origins').fill(elsewhere);
    await office.getByRole('button', { name: 'Guardar' }).click();
    await office.getByText(/tem um contraste de 1,\d para 1; o mínimo é 4,5/).first().waitFor();
    await checkAccessible(office, 'contrast refused');
    await office.locator('#accent').fill('#7a1020');
    await office.getByRole('button', { name: 'Guardar' }).click();
    await office.getByText('a partir da próxima página').waitFor();

    await page.goto(elsewhere);
    await page.waitForFunction(() => Object.keys(globalThis.Cicerone ?? {}).join() === 'open,close');
    await page.evaluate(() => globalThis.Cicerone.open());
    const frame = page.frameLocator('iframe');
    await page.waitForTimeout(300);
    const inner = page.frames().find((f) => f.url().startsWith(baseURL));
    assert.ok(inner, 'the guide stands in the frame');
    await inner.locator('#question').fill('Quem pintou os Painéis de São Vicente?');
    await inner.locator('form.ask button[type=submit]').click();
    await inner.locator('.turn .turn-sources a').first().waitFor();
    assert.match(await inner.locator('.turn-answer').first().innerText(), /Nuno Gonçalves/);
    assert.ok(frame);
    assert.equal(await inner.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()), '#7a1020');
  } finally {
    await browser.close();
  }
});

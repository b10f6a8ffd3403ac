// Many files at once into the back office: JOIN_CURATOR is a one-time link for a
// curator.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { desktop, phone } from './browser.mjs';
import { checkAccessible, checkFits, visit } from './page.mjs';
import { joinOffice, signIn } from './office.mjs';

const account = { name: 'Quem Envia', email: 'envia@museu.example', password: 'uma frase de ensaio' };
const sends = /\/curator\/upload\/[^/]+\/[^/?]+\?path=/;

const note = (name, text) => ({ name, mimeType: 'text/markdown', buffer: Buffer.from(`---\ntitle: ${name}\nlanguage: pt\n---\n${text}\n`) });
const many = (n, what) => Array.from({ length: n }, (_, i) => note(`${what}-${i + 1}.md`, `A peça ${i + 1} de ${what} foi restaurada na oficina em ${1900 + i}.`));
const broken = { name: 'partido.md', mimeType: 'text/markdown', buffer: Buffer.from('PK\x03\x04\x00\x00\x00\x01') };

/** Waits until no file is on its way or being read. */
const settled = (page) => page.waitForFunction(() => document.querySelectorAll('.upload').length > 0
  && !document.querySelector('.upload:is([data-moving], [data-state=waiting], [data-state=sending], [data-state=retry])'));

const states = (page) => page.locator('.upload').evaluateAll((rows) => rows.map((row) => [row.querySelector('.upload-name').textContent.trim(), row.dataset.state]));

test('twenty files, one of them broken, through a reload', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await joinOffice(page, process.env.JOIN_CURATOR, account);
  await page.goto('/curator/upload');
  await checkAccessible(page, 'nothing sent');
  await page.route(sends, async (route) => {
    await new Promise((resolve) => { setTimeout(resolve, 150); });
    await route.continue().catch(() => {}); // it may have been cut off by the reload
  });
  await page.locator('#files').setInputFiles([...many(10, 'azulejo'), broken, ...many(9, 'talha')]);
  await page.waitForURL(/\/curator\/upload\/[a-z0-9]{26}$/);
  await page.locator('.upload[data-id]').nth(3).waitFor();
  await page.reload();
  await page.locator('.upload').nth(19).waitFor();
  await checkAccessible(page, 'sending');
  await settled(page);

  const rows = await states(page);
  assert.equal(new Set(rows.map(([name]) => name)).size, 20, 'every file once');
  assert.deepEqual(rows[0], ['partido.md', 'failed'], 'what needs a person comes first');
  assert.equal(rows.filter(([, state]) => state === 'ready').length, 19);
  assert.equal(await page.locator('#upload-tally').innerText(), '19 de 20 prontos');
  assert.match(await page.locator('#upload-said').innerText(), /^Terminado: 19 de 20 prontos\. 1 com problema\.$/);
  await checkAccessible(page, 'done');
  await page.setViewportSize(phone);
  await checkFits(page, 'done, on a phone');

  await page.reload();
  assert.deepEqual((await states(page)).sort(), rows.sort(), 'the server lists the same');
  for (const [what, n] of [['azulejo', 10], ['talha', 9]]) {
    await page.goto(`/curator/documents?q=uploads/${what}-`);
    assert.match(await page.locator('.tally').innerText(), new RegExp(`de ${n}$`), 'none is there twice');
  }
}));

test('the network goes and comes back, and a file is cancelled', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await signIn(page, account, '/curator/upload');
  await page.route(sends, (route) => route.abort('connectionreset'));
  await page.locator('#files').setInputFiles(many(4, 'prata'));
  await page.locator('.upload[data-state=retry]').first().waitFor();
  await checkAccessible(page, 'no network');
  await page.getByRole('button', { name: 'Cancelar prata-4.md' }).click();
  await page.getByRole('button', { name: 'Enviar prata-4.md' }).waitFor();
  await checkAccessible(page, 'cancelled');
  await page.unroute(sends);
  await settled(page);
  assert.deepEqual((await states(page)).map(([, state]) => state).sort(), ['cancelled', 'ready', 'ready', 'ready']);
  await page.getByRole('button', { name: 'Enviar prata-4.md' }).click();
  await settled(page);
  assert.equal(await page.locator('#upload-tally').innerText(), '4 de 4 prontos');
}));

test('files are dropped; the same and a newer one are recognised', () => visit({ viewport: desktop, locale: 'en' }, async (page) => {
  await signIn(page, account, '/curator/upload');
  const drop = (files) => page.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, text } of dropped) transfer.items.add(new File([text], name, { type: 'text/plain' }));
    for (const type of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, files);
  await drop([{ name: 'vidro.txt', text: 'A taça de vidro veio da Marinha Grande em 1910.' }]);
  await settled(page);
  await drop([{ name: 'copia.txt', text: 'A taça de vidro veio da Marinha Grande em 1910.' }]);
  await page.locator('.upload').nth(1).waitFor();
  await settled(page);
  await drop([{ name: 'vidro.txt', text: 'A taça de vidro veio da Marinha Grande em 1911.' }]);
  await page.locator('.upload').nth(2).waitFor();
  await settled(page);
  const text = await page.locator('#uploads').innerText();
  assert.match(text, /copia\.txt[^]*The same as vidro/);
  assert.match(text, /New version \(revision 2\) of vidro/);
  assert.deepEqual((await states(page)).map(([, state]) => state), ['ready', 'unchanged', 'ready']);
  await page.goto('/curator/upload');
  await page.getByRole('link', { name: 'vidro.txt' }).first().waitFor();
  await checkAccessible(page, 'last uploads');
}));

test('without scripts', () => visit({ viewport: phone, locale: 'pt', javaScriptEnabled: false }, async (page) => {
  await signIn(page, account, '/curator/upload');
  await page.locator('#files').setInputFiles(many(3, 'barro'));
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.waitForURL(/\/curator\/upload\/[a-z0-9]{26}$/);
  assert.equal(await page.locator('.upload').count(), 3);
}));

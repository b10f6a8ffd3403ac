// Objects and rooms as a curator looks after them, with the account that
// curator.test.mjs has made. What is done here is undone at the end.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { desktop } from './browser.mjs';
import { signIn } from './office.mjs';
import { checkAccessible, checkFits, visit } from './page.mjs';

const account = { email: 'ensaio@museu.example', password: 'uma frase de ensaio' };

/** A JPEG file of 1600 × 1200 pixels, drawn by the browser. */
const drawPicture = (page) => page.evaluate(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 });
  const pen = canvas.getContext('2d');
  for (let i = 0; i < 24; i++) {
    pen.fillStyle = `hsl(${i * 15} 45% 55%)`;
    pen.fillRect((i % 6) * 266, Math.floor(i / 6) * 300, 266, 300);
  }
  return canvas.toDataURL('image/jpeg').split(',')[1];
}).then((data) => ({ name: 'quadro.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(data, 'base64') }));

/** A second of WebM video, filmed by the browser. */
const film = (page) => page.evaluate(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
  const pen = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((done) => { recorder.onstop = done; });
  recorder.start();
  for (let i = 0; i < 10; i++) {
    pen.fillStyle = `hsl(${i * 36} 45% 55%)`;
    pen.fillRect(0, 0, 320, 180);
    await new Promise((next) => { setTimeout(next, 100); });
  }
  recorder.stop();
  await ended;
  return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
}).then((data) => ({ name: 'gesto.webm', mimeType: 'video/webm', buffer: Buffer.from(data) }));

/** Sends a table and waits for what it would change. */
async function sendTable(page, text) {
  await page.locator('#file').setInputFiles({ name: 'obras.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.locator('form[enctype] button').click();
  await page.locator('.plan').waitFor();
  return page.locator('.plan').innerText();
}

test('a curator labels, pictures, orders and prints', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await page.goto('/curator/signin');
  for (const [id, value] of Object.entries(account)) await page.locator(`#${id}`).fill(value);
  await page.locator('form.fields button:not([type=button])').click();
  await page.waitForURL(/\/curator$/);

  await page.goto('/curator/objects?q=CG-001');
  await checkAccessible(page, 'objects');
  await page.locator('.objects a').first().click();
  await checkAccessible(page, 'object');
  const address = page.url();
  const colleague = await page.context().newPage();
  await colleague.goto(address);

  await page.locator('#maker_pt').fill('Nuno Gonçalves e oficina');
  await page.locator('.object-form button:not([form])').click();
  assert.match(await page.locator('.done').innerText(), /Guardado/);
  assert.match(await page.locator('.label-form').first().innerText(), /Escrita à mão/);

  await colleague.locator('#date_pt').fill('cerca de 1470');
  await colleague.locator('.object-form button:not([form])').click();
  assert.match(await colleague.locator('.failed').innerText(), /Alguém alterou isto entretanto/);
  assert.equal(await colleague.locator('#date_pt').inputValue(), 'cerca de 1470');
  await checkAccessible(colleague, 'stale');
  await colleague.close();

  await page.goto(address);
  await page.locator('button[form="take-pt"]').click();
  assert.doesNotMatch(await page.locator('#maker_pt').inputValue(), /oficina/);

  await page.locator('#file').setInputFiles(await drawPicture(page));
  await page.locator('.picture-file button').click();
  await page.locator('.object-picture img').waitFor();
  await checkAccessible(page, 'picture');
  await page.locator('#alt_pt').fill('Seis tábuas com sessenta figuras de pé.');
  await page.locator('#credit').fill('Fotografia de ensaio');
  await page.locator('.picture-words button').click();
  const visitor = await page.context().newPage();
  await visitor.goto('/galeria/o/CG-001?lang=en');
  assert.equal(await visitor.locator('figure img').getAttribute('lang'), 'pt', 'words in the language there is');
  await visitor.goto('/galeria/o/CG-001?lang=pt');
  const seen = await visitor.locator('figure img').evaluate(async (img) => { await img.decode(); return `${img.naturalWidth} ${img.alt}`; });
  assert.match(seen, /^[1-9].*sessenta/);
  await checkAccessible(visitor, 'work with a picture');
  await visitor.locator('[data-action=zoom]').press('Enter');
  await visitor.locator('dialog#zoom[open] img').evaluate((img) => img.decode());
  await checkAccessible(visitor, 'from nearby');
  const wide = () => visitor.locator('#zoom img').evaluate((img) => img.getBoundingClientRect().width);
  const before = await wide();
  await visitor.locator('[data-zoom=in]').press('Enter');
  assert.ok(await wide() > before, 'the picture grows');
  await visitor.keyboard.press('Escape');
  await visitor.locator('dialog#zoom').waitFor({ state: 'hidden' });
  await visitor.goto('/galeria');
  await checkAccessible(visitor, 'museum with a picture');
  await visitor.close();
  await page.locator('form[action$="/picture/remove"] button').click();
  assert.match(await page.locator('.done').innerText(), /Anular/);

  await page.goto('/curator/objects/new');
  await checkAccessible(page, 'new object');
  await page.goto('/curator/rooms');
  await checkAccessible(page, 'rooms');
  const second = page.locator('.rooms-list li').nth(1);
  const name = await second.locator('.document-title').innerText();
  await second.locator('button[value=up]').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/moved=/);
  assert.equal(await page.locator('.rooms-list .document-title').first().innerText(), name);
  await page.keyboard.press('Enter'); // the button that now has the focus moves it back
  await page.waitForURL(/moved=/);
  await page.locator('.rooms-list a').first().click();
  await checkAccessible(page, 'room');

  await page.goto('/curator/objects/tables');
  await checkAccessible(page, 'tables');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="objects.csv"]').click()]);
  assert.match(await sendTable(page, await readFile(await download.path())), /não há nada a aplicar/);
  assert.match(await sendTable(page, 'inventory;order\nCG-001;9\nCG-002;x\n'), /Linha 3/);
  await checkAccessible(page, 'table with an error');
  await sendTable(page, 'inventory;order;title_pt\nNOVA-1;1;Uma obra nova\n');
  await checkAccessible(page, 'table to apply');
  await page.locator('form[action$="/apply"] button').click();
  assert.match(await page.locator('.done').innerText(), /1 linha/);
  await page.goto('/curator/objects?q=NOVA-1');
  await page.locator('.objects a').first().click();
  await page.locator('form[action$="/delete"] button').click();
  assert.match(await page.locator('.done').innerText(), /NOVA-1 foi eliminada/);

  await page.goto('/curator/rooms');
  await page.locator('a[href$="/codes"]').nth(1).click();
  assert.ok(await page.locator('.codes li').count() > 0);
  await checkAccessible(page, 'codes');
  for (const viewport of [{ width: 390, height: 844 }, { width: 820, height: 1180 }]) {
    await page.setViewportSize(viewport);
    for (const target of ['objects', 'objects/new', address.replace(/.*\/curator\//, ''), 'rooms', 'rooms/new', 'objects/tables', 'objects/codes']) {
      await page.goto(`/curator/${target}`);
      await checkFits(page, `${target} at ${viewport.width}`);
    }
  }
}));

test('a video in a sign language is given, seen when asked for, and taken away', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await signIn(page, account, '/curator/objects?q=CG-001');
  await page.locator('.objects a').first().click();
  const send = async (file) => {
    await page.locator('#signs-lang').fill('LGP');
    await page.locator('#signs-file').setInputFiles(file);
    await page.locator('.signs-file button').click();
  };
  await send({ name: 'gesto.webm', mimeType: 'video/webm', buffer: Buffer.from('<html><script>alert(1)</script>') });
  await page.getByText('envie MP4 ou WebM').waitFor();
  await checkAccessible(page, 'odd video');
  await send(await film(page));
  await page.getByText('O vídeo está guardado').waitFor();
  await checkAccessible(page, 'video');

  const visitor = await page.context().newPage();
  const fetched = [];
  visitor.on('request', (request) => { if (request.url().includes('/signs/')) fetched.push(request.headers().range ?? 'all'); });
  await visitor.goto('/galeria/o/CG-001?lang=pt', { waitUntil: 'networkidle' });
  await visitor.locator('.signs summary').press('Enter');
  await checkAccessible(visitor, 'work with a video');
  for (const width of [320, 1280]) {
    await visitor.setViewportSize({ width, height: 800 });
    await checkFits(visitor, `work with a video at ${width}`);
  }
  await visitor.setViewportSize({ width: 320, height: 800 });
  await visitor.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  await checkFits(visitor, 'work with a video at 200%');
  assert.deepEqual(fetched, [], 'nothing of the video is fetched before it is started');
  await visitor.locator('.signs video').evaluate(async (video) => { video.muted = true; await video.play(); });
  assert.match(fetched[0], /^bytes=0-/);
  const address = await visitor.locator('.signs source').evaluate((source) => source.src);
  await visitor.close();

  await page.locator('form[action$="/signs/remove"] button').click();
  await page.getByText('O vídeo foi retirado').waitFor();
  assert.equal((await page.request.get(address)).status(), 404);
  await page.getByRole('button', { name: 'Repor o vídeo anterior' }).click();
  await page.getByText('O vídeo foi reposto').waitFor();
  assert.equal((await page.request.get(address, { headers: { Range: 'bytes=4-7' } })).status(), 206);
  await page.locator('form[action$="/signs/remove"] button').click();
}));

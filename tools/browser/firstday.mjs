// A curator's first day, on an installation nobody has used: from the one-time
// link (JOIN) to visitors who are answered from the files in FILES, and no longer
// are. Run by TestFirstDay.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { desktop } from './browser.mjs';
import { joinOffice } from './office.mjs';
import { ask, checkAccessible, visit } from './page.mjs';

const account = { name: 'Pessoa de Ensaio', email: 'primeiro@museu.example', password: 'uma frase de ensaio' };
const files = ['lamparina.docx', 'oficina.pdf', 'inventario.xlsx'];
const edited = 'A tampa da lamparina perdeu-se no incêndio de 1834.';

// Each question is answered by one of the files, and by nothing else.
const asked = {
  docx: ['Quando se perdeu a tampa da lamparina?', /incêndio de 1834/],
  pdf: ['Em que dia abre a oficina de restauro?', /primeira quinta-feira/],
  xlsx: ['Onde foi achada a candeia de latão?', /Mértola/],
};

test('a first day', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  const visitor = await page.context().newPage();
  const answer = async ([question]) => {
    await visitor.goto('/?lang=pt');
    await visitor.reload();
    return (await ask(visitor, question)).locator('.turn-answer').first().innerText();
  };
  const refused = async (what, when) => assert.doesNotMatch(await answer(asked[what]), asked[what][1], `${what} ${when}`);
  const answered = async (what, when) => assert.match(await answer(asked[what]), asked[what][1], `${what} ${when}`);

  await joinOffice(page, process.env.JOIN, account);
  await page.goto('/curator/upload?lang=pt');
  await page.locator('#files').setInputFiles(files.map((name) => `${process.env.FILES}/${name}`));
  await page.waitForFunction((n) => document.querySelectorAll('.upload[data-state=ready]').length === n, files.length, { timeout: 60_000 });
  await checkAccessible(page, 'uploaded');
  for (const what of ['docx', 'pdf', 'xlsx']) await refused(what, 'as a draft');

  // Review, edit, try, publish.
  await page.locator('.upload', { hasText: 'lamparina.docx' }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Texto da revisão 1' }).waitFor();
  assert.match(await page.locator('.passages').innerText(), /oficina da Rua do Ouro/);
  await page.getByRole('link', { name: 'Editar' }).click();
  const text = page.locator('#text-field');
  assert.match(await text.inputValue(), /^# A lamparina/m);
  await text.fill(`${await text.inputValue()}\n\n${edited}`);
  await page.getByRole('button', { name: 'Guardar nova revisão' }).click();
  await page.getByRole('heading', { name: 'Texto da revisão 2' }).waitFor();
  await page.locator('#question').fill(asked.docx[0]);
  await page.locator('.try button').click();
  await page.locator('.trial-answer', { hasText: '1834' }).waitFor();
  await checkAccessible(page, 'tried');
  await refused('docx', 'tried only');
  await page.getByRole('button', { name: 'Publicar a revisão 2' }).click();
  await page.waitForURL(/done=published/);
  await answered('docx', 'published');

  // The others, all at once.
  await page.goto('/curator/documents?state=draft');
  await page.locator('[data-all]').check();
  await page.getByRole('button', { name: 'Publicar', exact: true }).click();
  await page.getByText('3 documentos publicados.').waitFor();
  for (const what of ['pdf', 'xlsx']) await answered(what, 'published');

  // And back.
  await page.goto('/curator/documents?state=live&q=lamparina');
  await page.locator('.document-title a').first().click();
  await page.getByRole('button', { name: 'Retirar' }).click();
  await page.waitForURL(/done=withdrawn/);
  await refused('docx', 'withdrawn');
  await answered('pdf', 'when another was withdrawn');
}));

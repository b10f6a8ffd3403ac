// The life of a document as its curators lead it: edited, tried, compared,
// submitted, published, and deleted by mistake.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { desktop } from './browser.mjs';
import { ask, checkAccessible, checkFits, visit } from './page.mjs';

const account = { email: 'ensaio@museu.example', password: 'uma frase de ensaio' }; // made by curator.test.mjs
const question = 'Em que nau veio a tartaruga de marfim?';

test('an edit is tried, compared, reviewed and published', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await page.goto('/curator/signin');
  await page.locator('#email').fill(account.email);
  await page.locator('#password').fill(account.password);
  await page.locator('form.fields button:not([type=button])').click();
  await page.waitForURL(/\/curator$/);
  await page.goto('/curator/documents?q=Custódia de Belém&in=pt&lang=pt');
  await page.locator('.documents a').first().click();

  await page.getByRole('link', { name: 'Editar' }).click();
  await checkAccessible(page, 'edit');
  await checkFits(page, 'edit');
  const text = page.locator('#text-field');
  await text.fill(`${await text.inputValue()}\n\n## Uma tartaruga\n\nA tartaruga de marfim foi trazida de Goa em 1622 na nau Boa Viagem.`);
  await page.getByRole('button', { name: 'Guardar nova revisão' }).click();
  await page.waitForURL(/done=edited/);
  await page.getByRole('heading', { name: 'Texto da revisão 2' }).waitFor(); // read meanwhile, shown by itself

  await page.locator('#question').fill(question);
  await page.locator('.try button').click();
  await page.locator('.trial-answer', { hasText: 'Boa Viagem' }).waitFor();
  await page.locator('.trial summary').click();
  assert.match(await page.locator('.own-row').first().innerText(), /deste documento/);
  await page.locator('#question').fill('Quem pintou a Guernica?');
  await page.locator('.try button').click();
  await page.locator('.trial-why', { hasText: 'Guernica' }).waitFor();
  await checkAccessible(page, 'tried');

  const visitor = await page.context().newPage();
  await visitor.goto('/?lang=pt');
  assert.doesNotMatch(await (await ask(visitor, question)).locator('.turn-answer').first().innerText(), /Boa Viagem/);

  await page.getByRole('link', { name: 'Comparar 1 com 2' }).click();
  assert.match(await page.locator('ins').last().innerText(), /tartaruga de marfim/);
  await checkAccessible(page, 'compared');
  await page.goBack();
  await page.getByRole('button', { name: 'Enviar para revisão' }).click();
  await checkAccessible(page, 'in review');
  await page.getByRole('button', { name: 'Publicar a revisão 2' }).click();
  await page.waitForURL(/done=published/);
  await visitor.reload();
  assert.match(await (await ask(visitor, question)).locator('.turn-answer').first().innerText(), /Boa Viagem/);

  await page.getByRole('button', { name: 'Eliminar o documento' }).click();
  await visitor.reload();
  assert.doesNotMatch(await (await ask(visitor, question)).locator('.turn-answer').first().innerText(), /Boa Viagem/);
  await page.getByRole('button', { name: 'Anular' }).click();
  await page.waitForURL(/undeleted/);
  await visitor.reload();
  assert.match(await (await ask(visitor, question)).locator('.turn-answer').first().innerText(), /Boa Viagem/);
}));

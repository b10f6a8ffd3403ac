// The back office as a new curator meets it: JOIN is the one-time link that
// `cicerone demo` prints.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { desktop } from './browser.mjs';
import { ask, checkAccessible, visit } from './page.mjs';

const join = process.env.JOIN;
const question = 'Quem pintou os Painéis de São Vicente?';
const account = { name: 'Pessoa de Ensaio', email: 'ensaio@museu.example', password: 'uma frase de ensaio' };

test('a new curator joins, withdraws a note, and puts it back', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await page.goto(join);
  await checkAccessible(page, 'join');
  for (const [id, value] of Object.entries(account)) await page.locator(`#${id}`).fill(value);
  await page.locator('form.fields button:not([type=button])').click();
  await page.waitForURL(/\/curator$/);
  await checkAccessible(page, 'home');

  await page.goto('/curator/documents?q=Painéis de São Vicente&lang=pt');
  await checkAccessible(page, 'documents');
  await page.getByRole('link', { name: 'Painéis de São Vicente', exact: true }).first().click();
  await checkAccessible(page, 'document');

  await page.locator('form[action$="/withdraw"] button').click();
  await checkAccessible(page, 'withdrawn');
  const visitor = await page.context().newPage();
  await visitor.goto('/?lang=pt');
  const without = await ask(visitor, question);
  assert.doesNotMatch(await without.innerText(), /pinturas a óleo e têmpera/);

  await page.locator('form[action$="/publish"] button').first().click();
  await visitor.goto('/?lang=pt');
  await visitor.reload();
  const again = await ask(visitor, question);
  assert.match(await again.locator('.turn-answer').first().innerText(), /Nuno Gonçalves/);
}));

test('the link works once', () => visit({ viewport: desktop, locale: 'en' }, async (page) => {
  const answer = await page.goto(join);
  assert.equal(answer.status(), 404);
  assert.match(await page.locator('main').innerText(), /cicerone user add/);
  await checkAccessible(page, 'used link');
}));

test('signing in again', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await page.goto('/curator/documents');
  await page.locator('#email').fill(account.email);
  await page.locator('#password').fill('não é esta frase');
  await page.locator('form.fields button:not([type=button])').click();
  await checkAccessible(page, 'refused');
  await page.locator('#password').fill(account.password);
  await page.locator('form.fields button:not([type=button])').click();
  await page.waitForURL(/\/curator\/documents/);
}));

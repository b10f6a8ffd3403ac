// A museum's own set of questions: made, filled from a table, asked, and looked at.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { desktop } from './browser.mjs';
import { joinOffice, signIn } from './office.mjs';
import { checkAccessible, checkFits, visit } from './page.mjs';

const account = { name: 'Pessoa dos Conjuntos', email: 'conjuntos@museu.example', password: 'uma frase de conjuntos' };
const table = `question,lang,expect,verdict
Quem pintou os Painéis de São Vicente?,pt,CG-001,
What do the Panels of Saint Vincent show?,en,CG-001,
Qual é a capital da Mongólia?,pt,,not_covered
`;

test('a set is made, filled and asked', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await joinOffice(page, process.env.JOIN_SETS, account);
  await page.goto('/curator/sets');
  await checkAccessible(page, 'no sets');
  await page.locator('#name').fill('Entrada');
  await page.getByRole('button', { name: 'Começar' }).click();
  await page.locator('#questions').waitFor();
  await checkAccessible(page, 'empty set');

  await page.locator('#lines').fill(table.replace('CG-001', 'CG-999'));
  await page.getByRole('button', { name: 'Juntar as perguntas' }).click();
  await page.getByText('Linha 2: O museu não tem: CG-999.').waitFor();
  await checkAccessible(page, 'wrong table');
  await page.locator('#lines').fill((await page.locator('#lines').inputValue()).replace('CG-999', 'CG-001'));
  await page.getByRole('button', { name: 'Juntar as perguntas' }).click();
  await page.getByText('Descarregar em CSV').waitFor();
  await checkAccessible(page, 'set');

  await page.getByRole('button', { name: 'Perguntar agora' }).click();
  await page.locator('#outcomes').waitFor();
  assert.equal(await page.locator('#run tbody tr').first().locator('td').first().innerText(), '3');
  await checkAccessible(page, 'run');
  await page.locator('#run').getByRole('button', { name: 'Experimentar agora' }).first().click();
  await page.locator('#again').waitFor();
  await checkAccessible(page, 'tried again');
}));

test('its pages fit a phone', () => visit({ locale: 'en' }, async (page) => {
  await signIn(page, account, '/curator/sets');
  await checkFits(page, 'sets');
  await page.locator('.set-name a').click();
  await page.locator('#questions').waitFor();
  await checkFits(page, 'set');
  await page.locator('.set-table a').first().click();
  await page.locator('#outcomes').waitFor();
  await checkFits(page, 'run');
  await page.goto('/curator/questions');
  assert.equal(await page.getByText('Mongólia').count(), 0, 'what a set asks is no visitor’s question');
}));

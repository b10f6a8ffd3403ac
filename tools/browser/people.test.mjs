// Looking after people, as the first admin does. The account is the one that
// curator.test.mjs makes, which runs before.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { desktop } from './browser.mjs';
import { checkAccessible, checkFits, visit } from './page.mjs';

const password = 'uma frase de ensaio';
const submit = 'form.fields button:not([type=button])';

async function signIn(page, email) {
  await page.goto('/curator/signin');
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.locator(submit).click();
  await page.waitForURL(/\/curator$/);
}

async function look(page, state) {
  await checkAccessible(page, state);
  for (const viewport of [{ width: 390, height: 844 }, { width: 820, height: 1180 }, desktop]) {
    await page.setViewportSize(viewport);
    await checkFits(page, `${state} at ${viewport.width}`);
  }
}

test('an admin invites somebody, and shuts them out', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await signIn(page, 'ensaio@museu.example');
  await page.goto('/curator/people');
  await page.locator('#invite-name').fill('Segunda Pessoa');
  await page.locator('#invite-email').fill('segunda@museu.example');
  await page.getByRole('button', { name: 'Criar convite' }).click();
  await look(page, 'link');
  const link = await page.locator('#secret').inputValue();

  const context = await page.context().browser().newContext({ locale: 'pt', baseURL: new URL(page.url()).origin });
  const second = await context.newPage();
  await second.goto(link);
  assert.equal(await second.locator('#email').inputValue(), 'segunda@museu.example');
  await second.locator('#password').fill(password);
  await second.locator(submit).click();
  await second.waitForURL(/\/curator$/);

  await page.goto('/curator/people');
  await look(page, 'people');
  const row = page.locator('.people > li', { hasText: 'segunda@museu.example' });
  await row.locator('summary').click();
  await look(page, 'one of them');
  await row.getByRole('button', { name: 'Suspender a conta' }).click();
  await look(page, 'suspended');
  await second.goto('/curator');
  assert.match(second.url(), /\/curator\/signin/);
  await page.locator('.done button').click();
  await page.getByText('Segunda Pessoa pode voltar a entrar.').waitFor();
  await second.goto('/curator');
  assert.match(second.url(), /\/curator\/signin/); // the session does not wake up
}));

test('keys, the log, the settings and one\'s own account', () => visit({ viewport: desktop, locale: 'pt' }, async (page) => {
  await signIn(page, 'ensaio@museu.example');
  await page.goto('/curator/tokens');
  await page.locator('#name').fill('Sistema de ensaio');
  await page.getByRole('button', { name: 'Criar chave' }).click();
  assert.match(await page.locator('#secret').inputValue(), /^cic_/);
  await page.getByRole('link', { name: 'Voltar à lista' }).click();
  await look(page, 'keys');
  await page.goto('/curator/log');
  await page.getByText('criou a chave Sistema de ensaio').waitFor();
  await look(page, 'log');
  await page.goto('/curator/settings');
  await look(page, 'settings');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('Guardado.').waitFor();
  await page.goto('/curator/account');
  await look(page, 'account');
}));

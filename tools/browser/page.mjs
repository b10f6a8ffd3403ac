// What the tests of the pages share: a page that is watched for what must
// never happen, and the steps that every visit is made of.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { baseURL, launch, phone } from './browser.mjs';

/**
 * Opens a fresh browser profile for one test, runs it, and fails when any page
 * broke its content security policy, threw, or asked another host for anything.
 * Service workers stay out, unless options let them in: what a test answers in
 * place of the server would not reach the page through one.
 */
export async function visit(options, test) {
  const browser = await launch();
  try {
    const context = await browser.newContext({ baseURL, viewport: phone, locale: 'pt-PT', reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
    const wrong = [];
    context.on('request', (r) => {
      const url = new URL(r.url());
      if (url.origin !== new URL(options.baseURL ?? baseURL).origin && url.protocol !== 'data:') wrong.push(`request to ${url.origin}`);
    });
    context.on('weberror', (e) => wrong.push(`uncaught ${e.error()}`));
    context.on('console', (m) => {
      if (/content.security.policy/i.test(m.text())) wrong.push(m.text());
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await test(page);
    assert.deepEqual(wrong, []);
  } finally {
    await browser.close();
  }
}

/** Asks, and waits until the newest answer has come to an end. */
export async function ask(page, question) {
  await page.locator('#question').fill(question);
  await page.locator('form.ask button[type=submit]').click();
  return ended(page, question);
}

/** The newest turn, once it has ended one way or another. */
export async function ended(page, question) {
  const turn = page.locator('.turn').first();
  await turn.locator('.turn-question', { hasText: question }).waitFor();
  await turn.locator('.turn-notice, .turn-problem').filter({ visible: true }).first().waitFor();
  return turn;
}

/** Fails with what axe finds against WCAG 2.2 AA, in light and in dark. */
export async function checkAccessible(page, state) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    const found = violations.flatMap(({ id, nodes }) => nodes.map((n) => `${id}: ${n.html} ${n.failureSummary}`));
    assert.deepEqual(found, [], `${state}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Fails when the page is wider than its window. */
export async function checkFits(page, state) {
  const { wide, wider } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    wider: [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
      .map((e) => `${e.tagName}.${e.className}`),
  }));
  assert.ok(wide <= 0, `${state}: ${wide} px too wide: ${wider.slice(0, 5)}`);
}

/** An event stream as the API sends it, for answers no honest server gives. */
export const stream = (...events) => ({
  contentType: 'text/event-stream',
  body: events.map(([event, data], id) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
});

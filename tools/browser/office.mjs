// How people come into the back office.

const submit = (page) => page.locator('form.fields button:not([type=button])').click();

/** Makes an account by a one-time link, and is signed in with it. */
export async function joinOffice(page, link, account) {
  await page.goto(link);
  for (const [id, value] of Object.entries(account)) await page.locator(`#${id}`).fill(value);
  await submit(page);
  await page.waitForURL(/\/curator$/);
}

/** Signs in, and is then at the page asked for. */
export async function signIn(page, account, next = '/curator') {
  await page.goto(`/curator/signin?${new URLSearchParams({ next })}`);
  await page.locator('#email').fill(account.email);
  await page.locator('#password').fill(account.password);
  await submit(page);
  await page.waitForURL(`**${next}`);
}

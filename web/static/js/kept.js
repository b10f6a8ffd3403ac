// The page of what this phone keeps: save and remove rooms, search, clear.
import { bytesOf, clearAll, forgetWaiting, foundList, packs, ready, remove, save, search, waiting } from './offline.js';

const page = document.getElementById('kept');
const kilobytes = (bytes) => page.dataset.takes.replace('{kb}', Math.max(1, Math.round(bytes / 1000)).toLocaleString(document.documentElement.lang));
const status = page.querySelector('.kept-status');

async function show() {
  const saved = new Map((await packs()).map((each) => [new URL(each.url).pathname, each]));
  for (const room of page.querySelectorAll('[data-pack]')) {
    const each = saved.get(new URL(room.dataset.pack, location).pathname);
    room.querySelector('[data-act=save]').hidden = Boolean(each);
    room.querySelector('[data-act=remove]').hidden = !each;
    room.querySelector('.kept-size').textContent = each ? kilobytes(await bytesOf(each)) : '';
  }
  page.querySelector('.kept-search').hidden = saved.size === 0;
  const list = page.querySelector('.kept-waiting');
  list.hidden = waiting().length === 0;
  list.querySelector('ul').replaceChildren(...waiting().map(({ question, page: asked }) => {
    const item = document.createElement('li');
    const drop = Object.assign(document.createElement('button'), { type: 'button', className: 'quiet', textContent: page.dataset.drop });
    drop.addEventListener('click', () => { forgetWaiting(question); show(); });
    item.append(Object.assign(document.createElement('a'), { href: asked, textContent: question }), drop);
    return item;
  }));
}

for (const room of page.querySelectorAll('[data-pack]')) {
  const bar = room.querySelector('progress');
  const act = async (button, work) => {
    button.disabled = true;
    bar.hidden = false;
    status.textContent = '';
    try {
      await ready;
      await work(new URL(room.dataset.pack, location).href, (part) => { bar.value = part; });
      status.textContent = button.dataset.done;
    } catch {
      status.textContent = page.dataset.failed;
    }
    bar.hidden = true;
    button.disabled = false;
    await show();
    room.querySelector('button:not([hidden])').focus();
  };
  for (const [name, work] of Object.entries({ save, remove })) {
    const button = room.querySelector(`[data-act=${name}]`);
    button.addEventListener('click', () => act(button, work));
  }
}

page.querySelector('.kept-search').addEventListener('submit', async (event) => {
  event.preventDefault();
  const found = await search(event.target.elements.words.value);
  const results = page.querySelector('.kept-found');
  results.replaceChildren(found.length > 0 ? foundList(found) : page.dataset.nothing);
});

page.querySelector('[data-act=clear]').addEventListener('click', async () => {
  await clearAll();
  await show();
  page.querySelector('.kept-found').replaceChildren();
  status.textContent = page.dataset.cleared;
});

page.hidden = false;
show();

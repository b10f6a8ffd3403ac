// How pages look: applied as it is chosen, and remembered in the cookie that
// the server reads, so that the next page comes as wanted.

const names = ['size', 'theme', 'contrast'];
const year = 365 * 24 * 60 * 60; // s

export function takeDisplay() {
  const form = document.querySelector('#display form');
  if (!form) return;
  form.querySelector('button').hidden = true;
  form.addEventListener('change', () => {
    const chosen = names.map((name) => form.elements[name].value);
    names.forEach((name, i) => { document.documentElement.dataset[name] = chosen[i]; });
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `cicerone_display=${chosen.join('.')}; path=/; max-age=${year}; samesite=lax${secure}`;
  });
  const open = () => {
    if (location.hash === '#display') document.getElementById('display').open = true;
  };
  addEventListener('hashchange', open);
  document.querySelector('.display-way')?.addEventListener('click', () => { document.getElementById('display').open = true; });
  open();
}

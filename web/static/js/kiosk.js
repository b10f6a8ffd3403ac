// A kiosk begins anew when nobody has touched it for a while: it asks first
// whether anybody is still there, and forgets what was asked.

const warning = 20; // seconds to answer in: what WCAG 2.2.1 asks for at least

const dialog = document.getElementById('kiosk-still');
const left = dialog.querySelector('[data-left]');
const idle = Number(dialog.dataset.idle);
const home = dialog.dataset.home;
let timer;

function forget() {
  for (const store of [sessionStorage, localStorage]) {
    try {
      for (const key of Object.keys(store)) if (key.startsWith('cicerone')) store.removeItem(key);
    } catch {
      // Storage is off: there is nothing to forget.
    }
  }
}

function again() {
  forget();
  location.replace(home);
}

function rest() {
  clearTimeout(timer);
  timer = setTimeout(ask, (idle - warning) * 1000);
}

function ask(seconds = warning) {
  if (!dialog.open) dialog.showModal();
  left.textContent = left.dataset.left.replace('{n}', seconds);
  timer = setTimeout(() => (seconds > 1 ? ask(seconds - 1) : again()), 1000);
}

if (location.pathname === home) {
  forget();
} else {
  for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchmove', 'input']) {
    addEventListener(sign, () => { if (!dialog.open) rest(); }, { passive: true });
  }
  // From the answer on nothing counts down: "close" comes a moment later.
  for (const answer of ['submit', 'cancel']) dialog.addEventListener(answer, () => clearTimeout(timer));
  dialog.addEventListener('close', rest);
  addEventListener('pageshow', (event) => { if (event.persisted) again(); }); // nobody goes back into somebody's visit
  rest();
}

// A work's picture from nearby, in place. The link opens the picture itself,
// which is what happens when anything here does not work.

const sizes = [1, 2, 4]; // times as wide as the window

export function zoomPictures() {
  const dialog = document.getElementById('zoom');
  if (!dialog?.showModal) return;
  const image = dialog.querySelector('img');
  const body = dialog.querySelector('.zoom-body');
  const set = (size) => {
    const [x, y] = [(body.scrollLeft + body.clientWidth / 2) / body.scrollWidth, (body.scrollTop + body.clientHeight / 2) / body.scrollHeight];
    image.dataset.size = size;
    body.scrollTo(x * body.scrollWidth - body.clientWidth / 2, y * body.scrollHeight - body.clientHeight / 2);
    dialog.querySelector('[data-zoom=out]').disabled = size === sizes[0];
    dialog.querySelector('[data-zoom=in]').disabled = size === sizes.at(-1);
  };
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-action=zoom]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    image.src = link.href;
    dialog.showModal();
    set(1);
  });
  for (const [name, step] of [['in', 1], ['out', -1]]) {
    dialog.querySelector(`[data-zoom=${name}]`).addEventListener('click', () => {
      set(sizes[Math.min(Math.max(sizes.indexOf(Number(image.dataset.size)) + step, 0), sizes.length - 1)]);
    });
  }
}

// The documents' pages work without this. It ticks all that are listed, and asks
// before a text that was changed and not saved is left.

for (const form of document.querySelectorAll('[data-bulk]')) {
  const all = form.querySelector('[data-all]');
  if (!all) continue;
  const boxes = [...form.querySelectorAll('input[name=document]')];
  const acts = [...form.querySelectorAll('button[name=do]')];
  const update = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    for (const act of acts) act.disabled = ticked === 0;
  };
  all.closest('[hidden]').hidden = false;
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked;
    update();
  });
  form.addEventListener('change', update);
  addEventListener('pageshow', update); // a page gone back to has its ticks
  update();
}

for (const form of document.querySelectorAll('[data-unsaved]')) {
  let changed = document.querySelector('[role=alert]') !== null; // not saved the last time
  form.addEventListener('input', () => { changed = true; });
  form.addEventListener('submit', () => { changed = false; });
  addEventListener('beforeunload', (event) => {
    if (changed) event.preventDefault();
  });
}

// Sends a photograph as soon as it is taken, and says that it is being looked at.
// The answer is a page.
export function takePhotographs() {
  const form = document.querySelector('form.camera');
  if (!form) return;
  form.classList.add('scripted'); // the label is the button then
  form.elements.file.classList.add('unseen');
  form.querySelector('button').hidden = true;
  form.elements.file.addEventListener('change', () => {
    if (form.elements.file.files.length > 0) form.requestSubmit();
  });
  form.addEventListener('submit', () => {
    form.querySelector('[role=status]').textContent = form.dataset.waiting;
  });
  // Back from the answer, the page is as it was left: ready for another.
  const hint = form.querySelector('[role=status]').textContent;
  addEventListener('pageshow', () => {
    form.reset();
    form.querySelector('[role=status]').textContent = hint;
  });
}

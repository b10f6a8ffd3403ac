// The back office's pages work without this. It lets a password be looked at,
// and counts its characters while it is typed.

for (const button of document.querySelectorAll('[data-reveal]')) {
  const field = document.getElementById(button.dataset.reveal);
  const show = button.textContent;
  button.hidden = false;
  button.addEventListener('click', () => {
    const hidden = field.type === 'password';
    field.type = hidden ? 'text' : 'password';
    button.textContent = hidden ? button.dataset.hide : show;
    field.focus();
  });
  // A password left readable would be offered again as ordinary text.
  field.form.addEventListener('submit', () => { field.type = 'password'; });
}

for (const count of document.querySelectorAll('[data-count]')) {
  const field = document.getElementById(count.dataset.of);
  field.addEventListener('input', () => {
    const characters = [...field.value.normalize('NFC')].length; // as the server counts them
    count.textContent = count.dataset.count.replace('{n}', characters).replace('{min}', count.dataset.min);
  });
}

// Pages about people work without this. It copies a link that is shown once, and
// tells the hour in the reader's own zone.

for (const button of document.querySelectorAll('[data-copy]')) {
  const field = document.getElementById(button.dataset.copy);
  const status = document.querySelector('[data-copy-status]');
  const select = () => field.select();
  field.addEventListener('focus', select);
  if (document.activeElement === field) select();
  if (!navigator.clipboard) continue; // only there over https and on localhost: the field can be copied by hand
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = status.textContent = button.dataset.copied;
    } catch { // the browser does not allow it
      field.focus();
    }
  });
}

for (const clock of document.querySelectorAll('[data-clock]')) {
  const time = clock.closest('time');
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  const lang = document.documentElement.lang;
  const day = at.toLocaleDateString(lang, { day: 'numeric', month: 'long', year: 'numeric' });
  time.textContent = `${day}, ${at.toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' })}`;
}

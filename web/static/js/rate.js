// Whether an answer helped, said without leaving the page.
import { announce } from './announce.js';

export function takeRatings() {
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('.turn .rating');
    if (!form) return;
    event.preventDefault();
    rate(form, event.submitter?.value === 'yes');
  });
}

async function rate(form, helpful) {
  const reason = helpful ? '' : form.elements.reason.value.trim();
  const kept = await fetch('/api/v1/feedback', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ turn: form.elements.turn.value, helpful, reason }),
  }).then((response) => response.ok, () => false);
  if (kept) {
    for (const button of form.querySelectorAll(':scope > button')) button.ariaPressed = String((button.value === 'yes') === helpful);
    form.querySelector('.rating-why').hidden = helpful;
  }
  let said = kept ? 'thanks' : 'failed';
  if (kept && !helpful && !reason) said = 'sorry';
  form.querySelector('.rating-said').textContent = form.dataset[said];
  announce(form.dataset[said]);
}

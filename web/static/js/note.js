// Opens a cited note in place, at the cited sentence. The link goes to the
// note's own page, which is what happens when anything here does not work.

export function openNotesInPlace() {
  const dialog = document.getElementById('note-dialog');
  if (!dialog?.showModal) return;
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.turn a[href*="/notes/"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(dialog, link);
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop, where closedby is unknown
  });
}

async function open(dialog, link) {
  const field = (name) => dialog.querySelector(`[data-field=${name}]`);
  const title = dialog.querySelector('h2');
  title.textContent = link.dataset.title;
  for (const name of ['inventory', 'text', 'byline']) field(name).replaceChildren();
  for (const name of ['problem', 'object', 'notice']) field(name).hidden = true;
  field('waiting').hidden = false;
  field('page').href = link.href;
  dialog.showModal();
  title.focus();

  try {
    const note = await fetchNote(new URL(link.href));
    if (link.href !== field('page').href) return; // another was opened meanwhile
    title.textContent = note.title;
    title.classList.toggle('work-title', Boolean(note.inventory));
    title.lang = field('text').lang = note.lang;
    field('inventory').textContent = note.inventory;
    field('notice').textContent = note.notice ?? '';
    field('notice').hidden = !note.notice;
    field('byline').textContent = byline(note, field('byline').dataset.revision);
    field('object').href = note.object_url;
    field('object').hidden = !note.object_url || new URL(note.object_url, location).pathname === location.pathname;
    showText(field('text'), note.text, new URL(link.href).searchParams);
  } catch {
    field('problem').hidden = false;
  } finally {
    field('waiting').hidden = true;
  }
}

// The address of a note's page, "/galeria/notes/abc?r=1…", as the API's.
async function fetchNote(page) {
  const [, museum, , document] = page.pathname.split('/');
  const response = await fetch(`/api/v1/museums/${museum}/notes/${document}?r=${page.searchParams.get('r')}`);
  if (!response.ok) throw new Error(`note: ${response.status}`);
  return response.json();
}

function byline(note, revision) {
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeZone: 'UTC' });
  const parts = [note.author, day.format(new Date(note.date)), revision.replace('{number}', note.revision)];
  return parts.filter(Boolean).join(' · ');
}

// Paragraphs end at blank lines; the mark is counted in code points, as Go counts runes.
function showText(container, text, params) {
  const from = Number(params.get('from'));
  const to = Number(params.get('to'));
  let offset = 0;
  for (const block of text.split(/(?<=\n\n)/)) {
    const runes = Array.from(block);
    const start = Math.min(Math.max(from - offset, 0), runes.length);
    const end = Math.min(Math.max(to - offset, start), runes.length);
    offset += runes.length;
    if (block.trim() === '') continue;
    const paragraph = document.createElement('p');
    const mark = document.createElement('mark');
    mark.textContent = runes.slice(start, end).join('');
    paragraph.append(runes.slice(0, start).join(''));
    if (mark.textContent.trim()) paragraph.append(mark);
    paragraph.append(runes.slice(end).join(''));
    container.append(paragraph);
  }
  container.querySelector('mark')?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
}

// The files among what was dropped on the page, folders opened, each with its
// path. Hidden files, which systems leave in folders by themselves, are left out.

const hidden = (path) => path.split('/').some((part, i, all) => part.startsWith('.') && (i < all.length - 1 || i > 0));

/** What a chooser of files or of a folder holds. */
export const chosen = (input) => [...input.files]
  .map((file) => ({ file, path: file.webkitRelativePath || file.name }))
  .filter(({ path }) => !hidden(path));

/** What a drop brings. */
export async function dropped(transfer) {
  // The entries have to be asked for at once: the list is empty after the first wait.
  const entries = [...transfer.items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  for (const entry of entries) await collect(entry, found);
  return found.filter(({ path }) => !hidden(path));
}

async function collect(entry, found) {
  if (entry instanceof File) {
    found.push({ file: entry, path: entry.name });
  } else if (entry?.isFile) {
    const file = await new Promise((resolve) => { entry.file(resolve, () => resolve(null)); });
    if (file) found.push({ file, path: entry.fullPath.replace(/^\//, '') });
  } else if (entry?.isDirectory) {
    const reader = entry.createReader();
    for (;;) { // a reader gives a hundred at a time, and nothing at the end
      const some = await new Promise((resolve) => { reader.readEntries(resolve, () => resolve([])); });
      if (some.length === 0) break;
      for (const child of some) await collect(child, found);
    }
  }
}

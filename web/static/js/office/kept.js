// Files that the server has not got yet, kept in the browser so that a reload, or
// a browser that is closed, loses none of them. Each belongs to a person and to a
// basket: whoever signs in next at the same desk sends nobody else's.

const maxAge = 7 * 24 * 3600 * 1000; // as long as a session may last

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('cicerone-upload', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('files', { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function run(mode, act) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const change = db.transaction('files', mode);
    const request = act(change.objectStore('files'));
    change.oncomplete = () => resolve(request.result);
    change.onabort = () => reject(change.error);
  });
}

/** Keeps a file until it is forgotten. Fails where the browser keeps nothing. */
export const keep = (file) => run('readwrite', (files) => files.put({ ...file, at: Date.now() }));

export const forget = (key) => run('readwrite', (files) => files.delete(key)).catch(() => {});

/** A person's kept files, of every basket, oldest first. */
export async function kept(person) {
  const all = await run('readonly', (files) => files.getAll()).catch(() => []);
  for (const { key, at } of all) if (Date.now() - at > maxAge) forget(key);
  return all.filter((file) => file.person === person && Date.now() - file.at <= maxAge).sort((a, b) => a.at - b.at);
}

// Server-sent events read from the body of a fetch, since EventSource cannot
// POST. Follows the HTML Standard's "event stream interpretation", except that
// retry is ignored: a question is not asked again without the visitor.

// An event larger than this (in UTF-16 units) is no answer of ours.
const maxBuffer = 1_000_000;

/**
 * Yields {id, event, data} for each event of a stream of bytes, however it is cut.
 * @param {ReadableStream<Uint8Array>} body
 */
export async function* events(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let fields = blank();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      if (rest.length > maxBuffer) throw new Error('event too large');
      // A CR at the very end may be half of a CR LF.
      const complete = /\r\n|\n|\r(?!$)/;
      for (let end; (end = complete.exec(rest)); ) {
        const line = rest.slice(0, end.index);
        rest = rest.slice(end.index + end[0].length);
        if (line !== '') {
          read(line, fields);
        } else {
          if (fields.data.length > 0) yield { ...fields, data: fields.data.join('\n') };
          fields = blank(fields.id);
        }
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {}); // it may have failed already
  }
}

const blank = (id = '') => ({ id, event: 'message', data: [] });

function read(line, fields) {
  const colon = line.indexOf(':');
  if (colon === 0) return; // a comment, sent to keep the connection alive
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'data') fields.data.push(value);
  else if (name === 'event') fields.event = value || 'message';
  else if (name === 'id') fields.id = value;
}

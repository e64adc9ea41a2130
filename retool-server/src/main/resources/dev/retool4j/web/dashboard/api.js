// Asks the server; an error it answers with is thrown with its hint.

export async function get(path, parameters) {
  const query = new URLSearchParams(Object.entries(parameters || {}).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  return answer(fetch('/api/' + path + (query.size ? '?' + query : ''), {headers: {Accept: 'application/json'}}));
}

const kept = new Map();

// The same for what does not change while the server runs: asked for once.
export function once(path) {
  if (!kept.has(path)) kept.set(path, get(path).catch(error => { kept.delete(path); throw error; }));
  return kept.get(path);
}

export async function post(path, body) {
  return answer(fetch('/api/' + path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}));
}

// How many answers are awaited stands at the page's body: whoever waits for a page to be complete can see it.
async function answer(asked) {
  const awaited = by => { document.body.dataset.awaited = Number(document.body.dataset.awaited || 0) + by; };
  awaited(1);
  try {
    return await read(await asked);
  } finally {
    awaited(-1);
  }
}

async function read(response) {
  const body = await response.json();
  if (response.ok) return body;
  const error = new Error(body.error.message);
  error.hint = body.error.hint;
  throw error;
}

// Addresses inside the page: #/part/part?name=value
export function link(parts, parameters) {
  const query = new URLSearchParams(Object.entries(parameters || {}).filter(([, value]) => value));
  return '#/' + parts.map(encodeURIComponent).join('/') + (query.size ? '?' + query : '');
}

export function here() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return {parts: path.split('/').filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query || '')};
}

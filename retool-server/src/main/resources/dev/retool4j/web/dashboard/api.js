// Asks the server; an error it answers with is thrown with its hint.

export async function get(path, parameters) {
  const query = new URLSearchParams(Object.entries(parameters || {}).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  return answer(await fetch('/api/' + path + (query.size ? '?' + query : ''), {headers: {Accept: 'application/json'}}));
}

export async function post(path, body) {
  return answer(await fetch('/api/' + path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}));
}

async function answer(response) {
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

// The text-only run beside a run with the interpreter, as the demo has them: in the same folder, under the name text.

import {get} from './api.js';

export async function baseline(id) {
  const parts = id.split('~');
  if (parts.length < 2 || parts.pop() === 'text') return null;
  const other = [...parts, 'text'].join('~');
  const {runs} = await get('runs').catch(() => ({runs: []}));
  if (!runs.some(run => run.id === other && !run.error)) return null;
  const metrics = await get('runs/' + encodeURIComponent(other) + '/metrics').catch(() => null);
  return metrics && {name: other.replaceAll('~', '/'), rows: metrics.rows};
}

// The newest traces of a run, for the overview.

import {get, link} from './api.js';
import {h, number, plural, strip, verdict, visible} from './dom.js';

const MOST = 8;

export async function latestTraces(id) {
  const base = 'runs/' + encodeURIComponent(id) + '/traces';
  const {total} = await get(base, {source: 'train', count: 1});
  if (!total) return null;
  const {rows} = await get(base, {source: 'train', from: Math.max(0, total - MOST), count: MOST});
  return h('div', {class: 'scroll'}, h('table', {class: 'list latest'}, h('thead', {}, h('tr', {}, ['trace', 'step', 'shape', 'target', 'answer', 'reward', 'turns', 'stop'].map((name, i) => h('th', {scope: 'col', class: i === 1 || i === 5 || i === 6 ? 'figure' : null}, name)))),
    h('tbody', {}, rows.reverse().map(trace => h('tr', {}, h('th', {scope: 'row'}, h('a', {href: link(['run', id, 'trace', trace.id], {source: 'train'})}, visible(trace.id))), h('td', {class: 'figure'}, number(trace.step)),
      h('td', {class: 'shape', title: plural(trace.tokens, 'token')}, strip(trace.strip)), h('td', {class: 'short-text'}, visible(trace.target)), h('td', {class: 'short-text'}, verdict(trace), ' ', visible(trace.answer === null ? 'none' : trace.answer)),
      h('td', {class: 'figure'}, number(trace.reward)), h('td', {class: 'figure'}, trace.turns), h('td', {}, trace.stop.replaceAll('_', ' ')))))));
}

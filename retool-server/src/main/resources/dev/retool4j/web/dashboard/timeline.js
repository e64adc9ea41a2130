// Where a trajectory's time went: generating, and waiting for the interpreter.

import {h} from './dom.js';

const NAMES = {generate: 'generating', interpreter: 'in the interpreter'};

export function timeline(trace) {
  const parts = (trace.timeline || []).filter(part => part.seconds > 0);
  if (!parts.length) return null;
  const total = parts.reduce((sum, part) => sum + part.seconds, 0);
  const spent = kind => parts.filter(part => part.kind === kind).reduce((sum, part) => sum + part.seconds, 0);
  const words = ['generate', 'interpreter'].filter(kind => spent(kind) > 0).map(kind => duration(spent(kind)) + ' ' + NAMES[kind]).join(', ');
  return h('div', {class: 'lane'}, h('span', {class: 'note'}, 'time'),
    h('span', {class: 'strip timeline', role: 'img', 'aria-label': 'time: ' + words},
      parts.map(part => h('i', {class: part.kind, grow: Math.max(part.seconds / total, .002), title: NAMES[part.kind] + ': ' + duration(part.seconds) + ', from ' + duration(part.begin)}))),
    h('span', {class: 'note'}, words));
}

export const duration = seconds => seconds < 1 ? Math.round(1000 * seconds) + ' ms' : seconds.toFixed(seconds < 10 ? 2 : 1) + ' s';

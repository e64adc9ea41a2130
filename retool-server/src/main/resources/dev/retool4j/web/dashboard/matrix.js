// Problems × evaluated checkpoints: how often each was answered right.

import {get, link} from './api.js';
import {h, visible} from './dom.js';

const MOST = 500;

export async function matrix(run, query) {
  const answer = await get('runs/' + encodeURIComponent(run) + '/matrix', {set: query.get('set')});
  if (!answer.steps.length) return {title: 'Evaluations', body: [h('h1', {}, 'Evaluations'), h('p', {}, 'This run has no evaluations yet.')]};
  const first = answer.set + '@' + answer.steps[0];
  const cell = (value, row, step) => {
    const link_ = h('a', {href: link(['compare'], {a: run, asource: first, b: run, bsource: answer.set + '@' + step, problem: row.problem}), title: 'step ' + step}, value === null ? '–' : Math.round(100 * value));
    const td = h('td', {class: 'cell'}, link_);
    if (value !== null) td.style.setProperty('--share', Math.round(100 * value) + '%');
    return td;
  };
  return {title: 'Evaluations', body: [h('h1', {}, 'Evaluations'), h('p', {class: 'bar'}, answer.sets.map(set => h('a', {href: link(['run', run, 'matrix'], {set}), 'aria-current': set === answer.set ? 'page' : null}, set))),
    h('p', {class: 'note'}, 'Right answers of each problem in percent, the hardest first. A cell opens the comparison with the first checkpoint.' + (answer.rows.length > MOST ? ' The first ' + MOST + ' of ' + answer.rows.length + ' are shown.' : '')),
    h('div', {class: 'scroll tall'}, h('table', {class: 'list matrix'}, h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'problem'), answer.steps.map(step => h('th', {scope: 'col'}, 'step ' + step)))),
      h('tbody', {}, answer.rows.slice(0, MOST).map(row => h('tr', {}, h('th', {scope: 'row'}, visible(row.problem)), answer.steps.map((step, i) => cell(row.cells[i] ?? null, row, step)))))))]};
}

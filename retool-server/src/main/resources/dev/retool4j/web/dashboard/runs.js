// All runs: how they stand and how they are doing.

import {get, link} from './api.js';
import {age, h, number, percent, sparkline} from './dom.js';

const EVERY = 5000;

export async function runs() {
  const body = h('tbody');
  const foot = h('p', {class: 'note'});
  const ticked = new Set();
  const go = h('button', {type: 'button', disabled: true, onclick: () => {
    const [a, b] = [...ticked];
    location.hash = link(['compare'], {a, b});
  }}, 'Compare two');

  function tick(id, on) {
    if (on) ticked.add(id); else ticked.delete(id);
    go.disabled = ticked.size !== 2;
  }

  function row(run) {
    if (run.error) return h('tr', {}, h('td'), h('th', {scope: 'row'}, run.id), h('td', {colspan: 8, class: 'bad'}, run.error));
    return h('tr', {},
      h('td', {}, h('input', {type: 'checkbox', 'aria-label': 'compare ' + run.id, checked: ticked.has(run.id), onchange: e => tick(run.id, e.target.checked)})),
      h('th', {scope: 'row'}, h('a', {href: link(['run', run.id])}, run.id.replace('~', '/'))),
      h('td', {title: run.failure}, h('i', {class: 'dot ' + run.state}), run.state),
      h('td', {}, run.algorithm), h('td', {class: 'figure'}, run.step < 0 ? '–' : number(run.step)),
      h('td', {class: 'figure'}, number(run.reward)), h('td', {class: 'figure', title: run.set}, percent(run.accuracy)),
      h('td', {class: 'figure'}, age(run.started)), h('td', {}, sparkline(run.rewards)));
  }

  async function load() {
    const answer = await get('runs');
    body.replaceChildren(...answer.runs.map(row));
    foot.replaceChildren(answer.runs.length ? answer.runs.length + ' runs in ' + answer.root : 'No runs in ' + answer.root + ' yet. Start one: retool demo',
      answer.console ? ' · ' : '', answer.console ? h('a', {href: link(['console'])}, 'sandbox console') : '');
  }

  await load();
  const timer = setInterval(() => load().catch(error => foot.replaceChildren(error.message)), EVERY);
  const head = ['', 'run', 'state', 'algorithm', 'step', 'reward', 'accuracy', 'age', 'reward curve'];
  return {title: 'Runs', leave: () => clearInterval(timer),
    body: [h('h1', {}, 'Runs'), h('div', {class: 'scroll'}, h('table', {class: 'list'}, h('thead', {}, h('tr', {}, head.map(name => h('th', {scope: 'col'}, name)))), body)), go, foot]};
}

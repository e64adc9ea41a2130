// All runs: how they stand and how they are doing.

import {get, link} from './api.js';
import {age, h, number, percent, sparkline, visible} from './dom.js';

const EVERY = 5000;
const MOST = 6;
const COLUMNS = [['', ''], ['run', ''], ['state', ''], ['model', 'less'], ['algorithm', 'less'], ['step', 'figure'], ['reward', 'figure'], ['accuracy', 'figure'], ['tokens/s', 'figure less'], ['age', 'figure less'], ['reward curve', 'curve']];

export async function runs() {
  const body = h('tbody');
  const foot = h('p', {class: 'note'});
  const ticked = new Set();
  const ids = () => [...ticked];
  const curves = h('button', {type: 'button', onclick: () => { location.hash = '#/curves?' + new URLSearchParams(ids().map(id => ['run', id])); }}, 'Compare curves and settings');
  const problems = h('button', {type: 'button', onclick: () => { const [a, b] = ids(); location.hash = link(['compare'], {a, b}); }}, 'Compare answers');
  const hint = h('span', {class: 'note'});
  let selected = 0;

  function tick(id, on) {
    if (on) ticked.add(id); else ticked.delete(id);
    curves.disabled = ticked.size < 2 || ticked.size > MOST;
    problems.disabled = ticked.size !== 2;
    hint.textContent = ticked.size < 2 ? 'Tick two runs or more.' : ticked.size > MOST ? 'At most ' + MOST + '.' : '';
  }

  function row(run) {
    if (run.error) return h('tr', {}, h('td'), h('th', {scope: 'row'}, visible(run.id)), h('td', {colspan: 9, class: 'bad wrapping'}, visible(run.error)));
    return h('tr', {},
      h('td', {}, h('input', {type: 'checkbox', 'aria-label': 'compare ' + run.id, checked: ticked.has(run.id), onchange: e => tick(run.id, e.target.checked)})),
      h('th', {scope: 'row'}, h('a', {href: link(['run', run.id])}, visible(run.id.replace('~', '/')))),
      h('td', {title: run.failure}, h('i', {class: 'dot ' + run.state}), run.state),
      h('td', {class: 'less', title: run.model || null}, visible((run.model || '').split('/').filter(Boolean).pop() || '–')), h('td', {class: 'less'}, run.algorithm), h('td', {class: 'figure'}, run.step < 0 ? '–' : number(run.step)),
      h('td', {class: 'figure'}, number(run.reward)), h('td', {class: 'figure'}, percent(run.accuracy), run.set ? h('span', {class: 'note'}, ' ' + run.set) : ''),
      h('td', {class: 'figure less'}, number(run.tokens_per_second)), h('td', {class: 'figure less'}, age(run.started)), h('td', {class: 'curve'}, sparkline(run.rewards)));
  }

  async function load() {
    const answer = await get('runs');
    const focused = body.contains(document.activeElement) ? [...body.querySelectorAll('a, input')].indexOf(document.activeElement) : -1;
    body.replaceChildren(...answer.runs.map(row));
    if (focused >= 0) (body.querySelectorAll('a, input')[focused] || document.body).focus();
    foot.replaceChildren(answer.runs.length ? number(answer.runs.length) + ' runs in ' + answer.root : 'No runs in ' + answer.root + ' yet. Start one: retool demo',
      answer.console ? ' · ' : '', answer.console ? h('a', {href: link(['console'])}, 'sandbox console') : '');
  }

  function move(by) {
    const links = [...body.querySelectorAll('th a')];
    if (!links.length) return;
    const now = links.indexOf(document.activeElement);
    selected = now < 0 ? (by > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, now + by));
    links[selected].focus();
  }
  function toggle() {
    const box = document.activeElement.closest && document.activeElement.closest('tr') && document.activeElement.closest('tr').querySelector('input');
    if (box) box.click();
  }

  tick('', false);
  await load();
  const timer = setInterval(() => load().catch(error => foot.replaceChildren(error.message)), EVERY);
  return {title: 'Runs', leave: () => clearInterval(timer),
    keys: {j: ['next run', () => move(1)], k: ['previous run', () => move(-1)], x: ['tick the run', toggle], c: ['compare curves and settings of those ticked', () => curves.click()], a: ['compare answers of the two ticked', () => problems.click()]},
    body: [h('h1', {}, 'Runs'), h('div', {class: 'scroll'}, h('table', {class: 'list runs'}, h('thead', {}, h('tr', {}, COLUMNS.map(([name, look]) => h('th', {scope: 'col', class: look}, name)))), body)),
      h('p', {class: 'bar'}, curves, problems, hint), foot]};
}

// Shows the page that the address names, and hands keys to it.

import {here, link} from './api.js';
import {h} from './dom.js';
import {runs} from './runs.js';
import {overview} from './overview.js';
import {traces} from './traces.js';
import {trace} from './trace.js';
import {compare} from './compare.js';
import {matrix} from './matrix.js';
import {sandbox} from './console.js';

const page = document.getElementById('page');
const dialog = document.getElementById('keys');
let shown = {}; // what the page gave: keys, leave
let turn = 0;

function choose({parts, query}) {
  if (parts[0] === 'compare') return () => compare(query);
  if (parts[0] === 'console') return () => sandbox();
  if (parts[0] !== 'run' || !parts[1]) return () => runs();
  const run = parts[1];
  if (parts[2] === 'traces') return () => traces(run, query);
  if (parts[2] === 'trace' && parts[3]) return () => trace(run, parts[3], query);
  if (parts[2] === 'matrix') return () => matrix(run, query);
  return () => overview(run);
}

function navigation({parts}) {
  const links = [['Runs', link([])]];
  if (parts[0] === 'run' && parts[1]) {
    const run = parts[1];
    links.push([run.replace('~', '/'), link(['run', run])], ['Traces', link(['run', run, 'traces'])], ['Evaluations', link(['run', run, 'matrix'])],
      ['Compare', link(['compare'], {a: run, b: run})]);
  }
  const current = location.hash || '#/';
  document.getElementById('nav').replaceChildren(...links.map(([name, to]) =>
    h('a', {href: to, 'aria-current': to === current || to === '#/' && current === '' ? 'page' : null}, name)));
}

async function show() {
  const mine = ++turn;
  if (shown.leave) shown.leave();
  shown = {};
  const address = here();
  navigation(address);
  try {
    const made = await choose(address)();
    if (mine !== turn) { if (made.leave) made.leave(); return; }
    shown = made;
    document.title = made.title + ' · retool';
    page.replaceChildren(...made.body);
    if (made.ready) made.ready();
  } catch (error) {
    if (mine === turn) page.replaceChildren(h('div', {class: 'error', role: 'alert'}, h('b', {}, error.message), h('p', {}, error.hint || '')));
    if (!error.hint) console.error(error);
  }
  document.body.dataset.shown = location.hash || '#/';
}

function help() {
  const keys = {...(shown.keys || {}), '?': ['this list', null]};
  dialog.replaceChildren(h('h2', {}, 'Keys'),
    h('dl', {}, Object.entries(keys).map(([key, [what]]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, what)])),
    h('form', {method: 'dialog'}, h('button', {}, 'close')));
  dialog.showModal();
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (event.key === '?') { event.preventDefault(); help(); return; }
  const action = (shown.keys || {})[event.key];
  if (!action) return;
  event.preventDefault();
  action[1]();
});
window.addEventListener('hashchange', show);
show();

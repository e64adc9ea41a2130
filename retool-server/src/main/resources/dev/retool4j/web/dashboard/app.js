// Shows the page that the address names, and hands keys to it.

import {here, link, once} from './api.js';
import {h} from './dom.js';
import {runs} from './runs.js';
import {overview} from './overview.js';
import {traces} from './traces.js';
import {trace} from './trace.js';
import {compare} from './compare.js';
import {matrix} from './matrix.js';
import {versus} from './versus.js';
import {sandbox} from './console.js';

const page = document.getElementById('page');
const dialog = document.getElementById('keys');
let shown = {}; // what the page gave: keys, leave
let turn = 0;

function choose({parts, query}) {
  if (parts[0] === 'compare') return () => compare(query);
  if (parts[0] === 'curves') return () => versus(query);
  if (parts[0] === 'console') return () => sandbox();
  if (parts[0] !== 'run' || !parts[1]) return () => runs();
  const run = parts[1];
  if (parts[2] === 'traces') return () => traces(run, query);
  if (parts[2] === 'trace' && parts[3]) return () => trace(run, parts[3], query);
  if (parts[2] === 'matrix') return () => matrix(run, query);
  return () => overview(run);
}

let console_ = false; // whether the server runs code
once('runs').then(list => { console_ = list.console; navigation(here()); }, () => {});

function navigation({parts}) {
  const links = [['Runs', link([])]];
  if (parts[0] === 'run' && parts[1]) {
    const run = parts[1];
    links.push([run.replace('~', '/'), link(['run', run])], ['Traces', link(['run', run, 'traces'])], ['Evaluations', link(['run', run, 'matrix'])],
      ['Compare', link(['compare'], {a: run, b: run})]);
  }
  if (console_) links.push(['Sandbox', link(['console'])]);
  const current = (location.hash || '#/').split('?')[0];
  document.getElementById('nav').replaceChildren(...links.map(([name, to]) => h('a', {href: to, 'aria-current': to.split('?')[0] === current ? 'page' : null}, name)));
}

async function show() {
  const mine = ++turn;
  if (shown.leave) shown.leave();
  shown = {};
  const address = here(), hash = location.hash || '#/';
  navigation(address);
  try {
    const made = await choose(address)();
    if (mine !== turn) { if (made.leave) made.leave(); return; }
    shown = made;
    document.title = made.title + ' · retool';
    page.replaceChildren(...made.body.filter(Boolean));
    if (mine > 1) { window.scrollTo(0, 0); page.focus({preventScroll: true}); }
    if (made.ready) made.ready();
  } catch (error) {
    if (mine === turn) page.replaceChildren(h('div', {class: 'error', role: 'alert'}, h('b', {}, error.message), h('p', {}, error.hint || '')));
    if (!error.hint) console.error(error);
  }
  document.body.dataset.shown = hash;
}

const NAMES = {ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', ' ': 'space'};
const EVERYWHERE = {h: ['all runs', () => { location.hash = link([]); }], '?': ['this list', help]};

function help() {
  const entries = keys => h('dl', {}, Object.entries(keys).map(([key, [what]]) => [h('dt', {}, h('kbd', {}, NAMES[key] || key)), h('dd', {}, what)]));
  dialog.replaceChildren(h('h2', {}, 'Keys'), entries(shown.keys || {}), h('h3', {}, 'Everywhere'), entries(EVERYWHERE), h('p', {class: 'note'}, 'Tab goes through links, buttons and charts; ← → move in a chart, Enter opens.'),
    h('form', {method: 'dialog'}, h('button', {}, 'close')));
  dialog.showModal();
}

// Keys that belong to the field they are typed into.
function typing({target, key}) {
  if (target.type === 'radio' || target.type === 'checkbox') return key === ' ' || key.startsWith('Arrow') && target.type === 'radio';
  return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || typing(event)) return;
  const action = (shown.keys || {})[event.key] || EVERYWHERE[event.key];
  if (!action || action[2] && !action[2]()) return; // the third says when the key means something
  event.preventDefault();
  action[1]();
});
document.getElementById('skip').addEventListener('click', event => { event.preventDefault(); page.focus(); });
window.addEventListener('hashchange', show);
show();

// Trajectories of a run as coloured strips: filter, sort, scroll. Rows are made for what is in view only.

import {get, link} from './api.js';
import {h, number, signed, strip, verdict, visible} from './dom.js';

const ROW = 34;
const PAGE = 60;
const PATIENCE = 60; // milliseconds that a page stays in view before it is asked for: quick scrolling asks for few
const SORTS = [['', 'as written'], ['-reward', 'reward, best first'], ['reward', 'reward, worst first'], ['-tokens', 'longest first'], ['tokens', 'shortest first'],
  ['-calls', 'most code'], ['-failed', 'most failures'], ['-turns', 'most turns'], ['-step', 'latest step']];
const CHIPS = ['is:right', 'is:wrong', 'is:corrected', 'failed>0', 'calls:0', 'stop:token_budget'];
const HEADS = [['step', 'figure'], ['shape', ''], ['target', 'wide-only'], ['answer', ''], ['', ''], ['reward', 'figure wide-only'], ['tokens', 'figure'], ['turns', 'figure wide-only'], ['code', 'figure wide-only'], ['stop', 'wide-only'], ['', 'wide-only']];

export async function traces(run, query) {
  const base = 'runs/' + encodeURIComponent(run);
  const detail = await get(base);
  const source = query.get('source') || detail.sources[0] || 'train';
  const filter = query.get('filter') || '', sort = query.get('sort') || '';
  const to = changed => link(['run', run, 'traces'], {source, filter, sort, ...changed});
  const go = changed => { location.hash = to(changed); };
  const search = h('input', {type: 'search', name: 'filter', value: filter, 'aria-label': 'filter', placeholder: 'step:120..128 is:wrong turns>2 error:NameError text:"greedy"'});
  const choice = (name, value, options) => h('select', {'aria-label': name, onchange: event => go({[name]: event.target.value})},
    options.map(([key, label]) => h('option', {value: key, selected: key === value}, label)));
  const bar = h('form', {class: 'bar', onsubmit: event => { event.preventDefault(); go({filter: search.value.trim()}); }},
    choice('source', source, detail.sources.map(name => [name, name])), search, choice('sort', sort, SORTS), h('button', {}, 'filter'));
  const terms = filter.split(/\s+/).filter(Boolean);
  const chips = h('p', {class: 'chips'}, CHIPS.filter(term => detail.sources.length && !(term.startsWith('stop') && !terms.includes(term))).map(term => h('a', {href: to({filter: (terms.includes(term) ? terms.filter(one => one !== term) : [...terms, term]).join(' ')}),
    'aria-current': terms.includes(term) ? 'true' : null}, term)));
  const news = h('p', {class: 'note', role: 'status'});

  const ask = from => get(base + '/traces', {source, filter, sort, from, count: PAGE});
  const pages = new Map();
  let first;
  try {
    first = await ask(0);
  } catch (error) {
    return {title: 'Traces', keys: {'/': ['filter', () => search.focus()]}, body: [h('h1', {}, 'Traces'), bar, chips, h('div', {class: 'error', role: 'alert'}, h('b', {}, error.message), h('p', {}, error.hint || ''))]};
  }
  pages.set(0, first.rows);
  const total = first.total;
  const rows = h('div', {class: 'rows'});
  rows.style.height = total * ROW + 'px';
  const view = h('div', {class: 'view', tabindex: 0, role: 'list', 'aria-label': total + ' traces', onscroll: () => draw()}, rows);
  let selected = 0, timer = 0, events = null, left = false;

  function row(trace, index) {
    const element = h('a', {class: 'row', role: 'listitem', 'data-index': index, href: link(['run', run, 'trace', trace.id], {source, filter, sort}), 'aria-current': index === selected ? 'true' : null, title: visible(trace.problem) + ', sample ' + trace.sample},
      h('span', {class: 'figure'}, number(trace.step)), strip(trace.strip), h('span', {class: 'wide-only'}, visible(trace.target)), h('span', {}, visible(trace.answer === null ? 'none' : trace.answer)), verdict(trace),
      h('span', {class: 'figure wide-only'}, signed(trace.reward)), h('span', {class: 'figure'}, number(trace.tokens)), h('span', {class: 'figure wide-only'}, trace.turns), h('span', {class: 'figure wide-only'}, trace.calls + (trace.failed ? ' (' + trace.failed + '✗)' : '')),
      h('span', {class: 'wide-only'}, trace.stop.replaceAll('_', ' ')), h('span', {class: 'wide-only'}, trace.corrected ? h('em', {class: 'badge'}, 'corrected') : ''));
    element.style.top = index * ROW + 'px';
    return element;
  }

  function range() {
    const top = Math.floor(view.scrollTop / ROW);
    return [Math.max(0, top - 5), Math.min(total, top + Math.ceil((view.clientHeight || 600) / ROW) + 6)];
  }

  function draw() {
    const [from, end] = range(), made = [];
    let missing = false;
    for (let index = from; index < end; index++) {
      const page = pages.get(Math.floor(index / PAGE) * PAGE);
      if (page && page[index % PAGE]) made.push(row(page[index % PAGE], index)); else missing = true;
    }
    const focused = rows.contains(document.activeElement);
    rows.replaceChildren(...made);
    if (focused) focus();
    if (missing) { clearTimeout(timer); timer = setTimeout(load, PATIENCE); }
  }

  function load() {
    const [from, end] = range();
    for (let page = Math.floor(from / PAGE) * PAGE; page < end; page += PAGE) {
      if (pages.has(page)) continue;
      pages.set(page, null);
      ask(page).then(answer => { pages.set(page, answer.rows); draw(); }, () => pages.delete(page));
    }
  }

  const focus = () => { const there = rows.querySelector('[aria-current]'); if (there) there.focus({preventScroll: true}); };
  function move(by) {
    selected = Math.max(0, Math.min(total - 1, selected + by));
    const top = selected * ROW;
    if (top < view.scrollTop) view.scrollTop = Math.max(0, top - ROW);
    else if (top + 2 * ROW > view.scrollTop + view.clientHeight) view.scrollTop = top + 2 * ROW - view.clientHeight;
    draw();
    focus();
  }

  async function follow() {
    if (source !== 'train' || detail.state !== 'running') return;
    const {end, attempt} = await get(base + '/metrics').catch(() => ({end: 0, attempt: 0}));
    if (left) return;
    let known = null;
    events = new EventSource('/api/' + base + '/events?since=' + end + '&attempt=' + attempt);
    events.addEventListener('state', event => {
      const {traces: size} = JSON.parse(event.data);
      if (known !== null && size !== known) news.replaceChildren('there are newer traces: ', h('button', {type: 'button', class: 'small', onclick: () => window.dispatchEvent(new HashChangeEvent('hashchange'))}, 'show them'));
      known ??= size;
    });
  }

  const screen = () => Math.max(1, Math.floor(view.clientHeight / ROW) - 1);
  return {title: 'Traces', ready: () => { draw(); follow(); }, leave: () => { left = true; clearTimeout(timer); if (events) events.close(); },
    keys: {j: ['next trace', () => move(1)], k: ['previous trace', () => move(-1)], J: ['a screen down', () => move(screen())], K: ['a screen up', () => move(-screen())], '/': ['filter', () => search.focus()],
      Enter: ['open the trace', () => { const there = rows.querySelector('[aria-current]'); if (there) location.hash = there.getAttribute('href'); }, () => document.activeElement === view || document.activeElement === document.body || document.activeElement.id === 'page']},
    body: [h('h1', {}, 'Traces'), bar, chips, h('p', {class: 'note'}, number(total) + ' traces of ' + source + (filter ? ' that fit' : '') + '. A strip shows text, code, interpreter (hatched) and answer by their tokens.'), news,
      total ? h('div', {class: 'heads', 'aria-hidden': 'true'}, HEADS.map(([name, look]) => h('span', {class: look}, name))) : null, total ? view : h('p', {}, 'Nothing fits.')]};
}

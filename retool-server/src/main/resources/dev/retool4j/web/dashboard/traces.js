// Trajectories of a run as coloured strips: filter, sort, scroll. Rows are made for what is in view only.

import {get, link} from './api.js';
import {h, number, strip, verdict} from './dom.js';

const ROW = 34;
const PAGE = 60;
const SORTS = [['', 'as written'], ['-reward', 'reward, best first'], ['reward', 'reward, worst first'], ['-tokens', 'longest first'], ['tokens', 'shortest first'],
  ['-calls', 'most code'], ['-failed', 'most failures'], ['-step', 'latest step']];

export async function traces(run, query) {
  const detail = await get('runs/' + encodeURIComponent(run));
  const source = query.get('source') || detail.sources[detail.sources.length - 1] || 'train';
  const filter = query.get('filter') || '', sort = query.get('sort') || '';
  const go = changed => { location.hash = link(['run', run, 'traces'], {source, filter, sort, ...changed}); };
  const search = h('input', {type: 'search', name: 'filter', value: filter, 'aria-label': 'filter', placeholder: 'step:120..128 is:wrong turns>2 error:NameError text:"greedy"'});
  const choice = (name, value, options) => h('select', {'aria-label': name, onchange: event => go({[name]: event.target.value})},
    options.map(([key, label]) => h('option', {value: key, selected: key === value}, label)));
  const bar = h('form', {class: 'bar', onsubmit: event => { event.preventDefault(); go({filter: search.value}); }},
    choice('source', source, detail.sources.map(name => [name, name])), search, choice('sort', sort, SORTS), h('button', {}, 'filter'));

  const ask = from => get('runs/' + encodeURIComponent(run) + '/traces', {source, filter, sort, from, count: PAGE});
  const pages = new Map();
  const first = await ask(0);
  pages.set(0, first.rows);
  const total = first.total;
  const rows = h('div', {class: 'rows'});
  rows.style.height = total * ROW + 'px';
  const view = h('div', {class: 'view', tabindex: 0, role: 'list', 'aria-label': total + ' traces', onscroll: () => draw()}, rows);
  let selected = 0;

  function row(trace, index) {
    const element = h('a', {class: 'row', role: 'listitem', href: link(['run', run, 'trace', trace.id], {source, filter, sort}), 'aria-current': index === selected ? 'true' : null},
      h('span', {class: 'step'}, trace.step), strip(trace.strip), h('span', {class: 'target'}, trace.target), h('span', {class: 'answer-cell'}, trace.answer === null ? 'none' : trace.answer), verdict(trace),
      h('span', {class: 'figure'}, number(trace.tokens)), h('span', {class: 'stop'}, trace.stop.replaceAll('_', ' ')), h('span', {class: 'badge-cell'}, trace.corrected ? h('em', {class: 'badge'}, 'corrected') : ''));
    element.style.top = index * ROW + 'px';
    return element;
  }

  function draw() {
    const top = Math.floor(view.scrollTop / ROW), bottom = Math.min(total, top + Math.ceil((view.clientHeight || 600) / ROW) + 1);
    const made = [];
    for (let index = Math.max(0, top - 5); index < Math.min(total, bottom + 5); index++) {
      const page = Math.floor(index / PAGE) * PAGE;
      if (!pages.has(page)) {
        pages.set(page, null);
        ask(page).then(answer => { pages.set(page, answer.rows); draw(); }, () => pages.delete(page));
      }
      const trace = pages.get(page) && pages.get(page)[index - page];
      if (trace) made.push(row(trace, index));
    }
    rows.replaceChildren(...made);
  }

  function move(by) {
    selected = Math.max(0, Math.min(total - 1, selected + by));
    if (selected * ROW < view.scrollTop || (selected + 2) * ROW > view.scrollTop + view.clientHeight) view.scrollTop = Math.max(0, (selected - 5) * ROW);
    draw();
  }

  return {title: 'Traces', ready: draw,
    keys: {j: ['next trace', () => move(1)], k: ['previous trace', () => move(-1)], '/': ['filter', () => search.focus()],
      Enter: ['open the trace', () => { const there = rows.querySelector('[aria-current]'); if (there) location.hash = there.getAttribute('href'); }]},
    body: [h('h1', {}, 'Traces'), bar, h('p', {class: 'note'}, number(total) + ' traces of ' + source + '. Columns: step, shape, target, answer, verdict, tokens, stop.'), view]};
}

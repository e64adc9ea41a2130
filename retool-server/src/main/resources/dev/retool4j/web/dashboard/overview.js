// One run: its curves, live.

import {get, link, once} from './api.js';
import {chart} from './charts.js';
import {flat} from './config.js';
import {baseline} from './baseline.js';
import {failures, FIGURE_3, SANDBOX, SPEED, STABILITY, TRAINING, valuesOf} from './curves.js';
import {age, h, number, percent, span} from './dom.js';
import {emergence} from './emerges.js';
import {latestTraces} from './latest.js';

const RECENT = 10; // steps that the expected time is reckoned from

export async function overview(id) {
  const base = 'runs/' + encodeURIComponent(id);
  const [run, definitions, metrics, beside] = await Promise.all([get(base), once('definitions'), get(base + '/metrics'), baseline(id)]);
  const rows = metrics.rows;
  const keys = new Set(rows.flatMap(row => Object.keys(row.figures)));
  const wanted = Number(flat(run.config)['rl.steps'] || flat(run.config)['sft.steps']) || 0;
  const wide = flat(run.config)['rl.group_size'] !== '1'; // without groups there is nothing to say of them
  const facts = h('ul', {class: 'facts'});
  const bar = h('progress', {max: wanted || 1, 'aria-label': 'steps done', hidden: !wanted});
  const grids = h('div');
  const emerged = h('div'), newest = h('div');
  const live = h('p', {class: 'note', 'aria-live': 'polite'});
  const overlay = h('input', {type: 'checkbox', id: 'paper', onchange: () => build()});
  let charts = [];
  let waiting = false, left = false, traces = -1;

  function tell(now) {
    const last = key => (rows.findLast(row => row.figures[key] !== undefined && row.figures[key] !== null) || {figures: {}}).figures[key];
    const timed = rows.filter(row => row.figures['time/step']).slice(-RECENT).map(row => row.figures['time/step']);
    const still = now.state === 'running' && wanted > now.step && timed.length ? (wanted - now.step) * timed.reduce((a, b) => a + b, 0) / timed.length : null;
    const accuracy = run.set ? last('eval/' + run.set + '/accuracy') : undefined;
    const items = [['', [h('i', {class: 'dot ' + now.state}), now.state]], ['step', number(Math.max(0, now.step)) + (wanted ? ' of ' + number(wanted) : '')], accuracy !== undefined && [run.set, percent(accuracy)], ['reward', number(last('reward/mean'))],
      last('speed/rollout_tokens_per_second') && ['tokens/s', number(Math.round(last('speed/rollout_tokens_per_second')))], [now.state === 'running' ? 'for' : 'took', span((run.ended || Date.now()) - run.started)],
      still !== null && ['to go', span(1000 * still)], ['begun', age(run.started)], ['algorithm', run.algorithm || '–'], ['seed', run.seed], run.attempt > 1 && ['attempt', run.attempt], ['commit', (run.commit || '–').slice(0, 10)]].filter(Boolean);
    facts.replaceChildren(...items.map(([name, value]) => h('li', {}, name + ' ', h('b', {}, value))));
    bar.value = Math.max(0, now.step);
    if (run.failure) facts.append(h('li', {class: 'bad'}, run.failure));
    if (now.traces !== traces) { traces = now.traces; list(); }
  }

  async function list() {
    const table = await latestTraces(id).catch(() => null);
    if (!left && table && !newest.contains(document.activeElement)) newest.replaceChildren(h('h2', {}, 'Latest traces'), table);
  }

  function published(key) {
    return overlay.checked && definitions.paper.tool[key] ? {'paper, AIME 2024': {every: definitions.paper.every, values: definitions.paper.tool[key]}} : {};
  }
  const tracesOf = source => step => { location.hash = link(['run', id, 'traces'], source === 'train' ? {source, filter: 'step:' + step} : {source: source + '@' + step}); };

  function add(grid, options, source) {
    const lines = options.lines.map(([label, key, color, dash, others]) => ({label, color, dash, values: () => valuesOf(others || rows, key)}));
    const known = lines.filter(line => line.values().length);
    if (!known.length) return;
    const made = chart({...options, lines: known, open: tracesOf(source)});
    charts.push(made);
    grid.append(made.element);
  }

  function build() {
    charts.forEach(made => made.destroy());
    charts = [];
    grids.replaceChildren();
    const set = run.set;
    const section = (title, fill) => {
      const grid = h('div', {class: 'grid'});
      fill(grid);
      if (grid.childElementCount) grids.append(h('section', {}, h('h2', {}, title), grid));
    };
    section(set ? 'Accuracy on ' + set + ' (Figure 1), and training' : 'Training', grid => {
      const paper = overlay.checked ? {...published('accuracy'), 'paper, text only': {every: definitions.paper.every, values: definitions.paper.text.slice(0, Math.max(definitions.paper.tool.accuracy.length, Math.ceil(run.step / definitions.paper.every)))}} : {};
      if (set) add(grid, {title: 'Accuracy', about: 'avg@k: the mean share of right answers over all samples of the set. Paper: Figure 1, AIME 2024, avg@32.', share: true, paper, lines: [[set, 'eval/' + set + '/accuracy', 'tool'], ...(beside ? [['text only, ' + beside.name, 'eval/' + set + '/accuracy', 'plain', [8, 4], beside.rows]] : [])]}, set);
      for (const options of TRAINING) if (!options.grouped || wide) add(grid, options, 'train');
    });
    section(set ? 'How code is used on ' + set + ' (Figure 3)' : 'How code is used in training', grid => {
      for (const names of FIGURE_3) {
        const measures = names.map(key => definitions.measures[key]);
        add(grid, {title: measures[0].title.replace(', right responses', ''), about: measures.map(m => m.definition).join(' '), share: measures[0].unit.startsWith('share'),
          paper: Object.assign({}, ...names.map((key, i) => Object.fromEntries(Object.entries(published(key)).map(([name, value]) => [i ? name + ', wrong' : name, value])))),
          lines: names.map((key, i) => [names.length > 1 ? ['right', 'wrong'][i] : measures[i].unit, set ? 'eval/' + set + '/' + key : key, names.length > 1 ? ['right', 'wrong'][i] : 'tool', i ? [6, 4] : undefined])}, set || 'train');
      }
    });
    grids.append(emerged);
    section('Stability', grid => STABILITY.forEach(options => add(grid, options, 'train')));
    section('Speed and sandbox', grid => [...SPEED, ...SANDBOX, ...failures(rows)].forEach(options => add(grid, options, 'train')));
    charts.forEach(made => made.draw());
  }

  // Rows that come close together are drawn together; a figure that was not there before gets its chart.
  function soon(row) {
    const news = Object.keys(row.figures).filter(key => !keys.has(key));
    news.forEach(key => keys.add(key));
    if (!run.set) run.set = (news.map(key => /^eval\/(.+?)\/accuracy$/.exec(key)).find(Boolean) || [])[1] || '';
    waiting = waiting || {build: false};
    waiting.build ||= news.length > 0;
    if (waiting.asked) return;
    waiting.asked = true;
    requestAnimationFrame(() => {
      const {build: anew} = waiting;
      waiting = false;
      if (left) return;
      if (anew || !charts.length) build(); else charts.forEach(made => made.update());
      live.textContent = 'live: last row of step ' + rows[rows.length - 1].step;
    });
  }

  const events = new EventSource('/api/' + base + '/events?since=' + metrics.end + '&attempt=' + metrics.attempt);
  events.addEventListener('metric', event => { rows.push(JSON.parse(event.data)); soon(rows[rows.length - 1]); });
  events.addEventListener('state', event => tell(JSON.parse(event.data)));
  events.addEventListener('reset', () => { events.close(); window.dispatchEvent(new HashChangeEvent('hashchange')); });
  events.addEventListener('gone', () => { events.close(); live.textContent = 'the run is not there any more'; });
  const resize = () => charts.forEach(made => made.resize());
  const theme = matchMedia('(prefers-color-scheme: dark)');
  window.addEventListener('resize', resize);
  theme.addEventListener('change', build);
  tell(run);
  const places = [h('div'), h('div'), h('div')].map(place => { place.hidden = true; return place; });
  emergence(id, run, (place, part) => {
    places[place].hidden = false;
    places[place].replaceChildren(part);
    if (!left && !emerged.childElementCount) emerged.replaceChildren(h('h2', {}, 'What emerges'), h('div', {class: 'grid emerges'}, places));
  });
  const logarithmic = () => { const on = !charts.some(made => made.isLogarithmic()); charts.forEach(made => made.logarithmic(on)); };
  return {title: id.replace('~', '/'), ready: build,
    leave: () => { left = true; events.close(); window.removeEventListener('resize', resize); theme.removeEventListener('change', build); charts.forEach(made => made.destroy()); },
    keys: {t: ['traces', () => { location.hash = link(['run', id, 'traces']); }], m: ['evaluations', () => { location.hash = link(['run', id, 'matrix']); }],
      l: ['logarithmic scales on and off', logarithmic], g: ['the paper’s points on and off', () => { overlay.checked = !overlay.checked; build(); }]},
    body: [h('h1', {}, id.replace('~', '/')), facts, bar, live, h('p', {class: 'bar'}, h('label', {for: 'paper'}, overlay, ' the paper’s published points in grey'), h('span', {class: 'note'}, 'A click on a step, or Enter, shows its traces.')), grids, newest,
      h('details', {}, h('summary', {}, 'configuration'), h('pre', {}, run.config))]};
}

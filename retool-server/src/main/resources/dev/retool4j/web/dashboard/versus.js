// Some runs beside each other: where their configurations differ, and their curves in one picture.

import {get, link, once} from './api.js';
import {chart} from './charts.js';
import {differences, flat} from './config.js';
import {STABILITY, TRAINING, SPEED, valuesOf} from './curves.js';
import {h, visible} from './dom.js';

const LOOKS = [['tool'], ['plain', [8, 4]], ['third', [2, 3]], ['right', [10, 3, 2, 3]], ['interpreter', [4, 4]], ['wrong', [1, 3]]];

export async function versus(query) {
  const ids = query.getAll('run').slice(0, LOOKS.length);
  if (ids.length < 2) return {title: 'Runs compared', body: [h('h1', {}, 'Runs compared'), h('p', {}, 'Tick two runs or more in the ', h('a', {href: link([])}, 'list'), '.')]};
  const runs = await Promise.all(ids.map(async id => {
    const base = 'runs/' + encodeURIComponent(id);
    const [run, metrics, definitions] = await Promise.all([get(base), get(base + '/metrics'), once('definitions')]);
    return {id, name: id.replace('~', '/'), run, rows: metrics.rows, definitions};
  }));
  const {measures} = runs[0].definitions;
  const sets = [...new Set(runs.map(one => one.run.set).filter(Boolean))];
  const wanted = [...sets.map(set => ({title: 'Accuracy on ' + set, about: 'avg@k: the mean share of right answers over all samples.', share: true, lines: [['', 'eval/' + set + '/accuracy']]})), TRAINING[0], TRAINING[1],
    ...['response/length', 'code/ratio', 'code/pass_rate'].map(key => ({title: measures[key].title + ', in training', about: measures[key].definition, share: measures[key].unit.startsWith('share'), lines: [['', key]]})),
    STABILITY[1], STABILITY[0], STABILITY[4], {...SPEED[1], title: 'Sampled tokens per second'}];
  const charts = [], grid = h('div', {class: 'grid'});
  for (const options of wanted) {
    const lines = runs.map((one, i) => ({label: one.name, color: LOOKS[i][0], dash: LOOKS[i][1], values: () => valuesOf(one.rows, options.lines[0][1])})).filter(line => line.values().length);
    if (!lines.length) continue;
    const made = chart({title: options.title, about: options.about, share: options.share, lines});
    charts.push(made);
    grid.append(made.element);
  }
  const differ = differences(runs.map(one => flat(one.run.config)));
  const head = [h('th', {scope: 'col'}, 'setting'), runs.map((one, i) => h('th', {scope: 'col'}, h('i', {class: 'line ' + LOOKS[i][0] + (LOOKS[i][1] ? ' dashed' : '')}), h('a', {href: link(['run', one.id])}, one.name)))];
  const redraw = () => charts.forEach(made => made.draw());
  const resize = () => charts.forEach(made => made.resize());
  const theme = matchMedia('(prefers-color-scheme: dark)');
  return {title: 'Runs compared', ready: () => { redraw(); window.addEventListener('resize', resize); theme.addEventListener('change', redraw); },
    leave: () => { window.removeEventListener('resize', resize); theme.removeEventListener('change', redraw); charts.forEach(made => made.destroy()); },
    keys: {l: ['logarithmic scales on and off', () => { const on = !charts.some(made => made.isLogarithmic()); charts.forEach(made => made.logarithmic(on)); }]},
    body: [h('h1', {}, 'Runs compared'), h('p', {class: 'bar'}, ids.length === 2 && h('a', {href: link(['compare'], {a: ids[0], b: ids[1]})}, 'the same problems side by side')),
      h('section', {}, h('h2', {}, 'Where the configurations differ'), differ.length ? h('div', {class: 'scroll'}, h('table', {class: 'list'}, h('thead', {}, h('tr', {}, head)),
        h('tbody', {}, differ.map(([name, values]) => h('tr', {}, h('th', {scope: 'row'}, visible(name)), values.map(value => h('td', {class: 'wrapping'}, value === null ? '–' : visible(value)))))))) : h('p', {}, 'Nowhere: they were run with the same settings.')),
      h('section', {}, h('h2', {}, 'Curves'), grid)]};
}

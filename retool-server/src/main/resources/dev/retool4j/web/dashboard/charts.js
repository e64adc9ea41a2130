// One chart over steps: lines or stacked bars, published points in grey, values read under the cursor. ← → move it, Enter opens the step.

import {compact, h, number, percent} from './dom.js';

const HEIGHT = 156;
const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

// lines: [{label, color, dash, values: () => [[step, value], …]}]; paper: {label: {every, values}}; open(step): what a click on a step shows
export function chart({title, about, lines, share, paper, stacked, open}) {
  const shown = value => share ? percent(value) : number(value);
  const place = h('div', {class: 'plot'});
  const explanation = h('p', {class: 'note', hidden: true}, about);
  const published = Object.entries(paper || {});
  const names = [...lines, ...published.map(([label]) => ({label, color: 'paper', dash: [3, 4]}))];
  const readings = names.map(() => h('b'));
  const step = h('span', {class: 'note'});
  const log = stacked ? null : h('button', {type: 'button', class: 'small', 'aria-pressed': 'false', title: 'logarithmic scale', onclick: () => logarithmic(log.getAttribute('aria-pressed') !== 'true')}, 'log');
  const figure = h('figure', {tabindex: 0, 'aria-label': title + ' over steps', onkeydown: key},
    h('figcaption', {}, h('h3', {}, title), h('button', {type: 'button', class: 'small', 'aria-label': 'what is ' + title + '?', 'aria-expanded': 'false', onclick: event => {
      explanation.hidden = !explanation.hidden;
      event.currentTarget.setAttribute('aria-expanded', String(!explanation.hidden));
    }}, '?'), log), explanation,
    h('p', {class: 'readings'}, step, names.map((name, i) => h('span', {}, h('i', {class: 'line ' + name.color + (name.dash ? ' dashed' : '') + (stacked ? ' block' : '')}), names.length > 1 ? name.label + ' ' : '', readings[i]))), place);
  let plot = null, raw = [[]], byLog = false;

  function gather() {
    const byStep = new Map();
    const at = x => byStep.get(x) || byStep.set(x, new Array(names.length).fill(null)).get(x);
    lines.forEach((line, i) => { for (const [x, value] of line.values()) if (value !== undefined && value !== null) at(x)[i] = value; });
    if (byStep.size) published.forEach(([, {every, values}], i) => values.forEach((value, n) => { at(every * (n + 1))[lines.length + i] = value; }));
    const steps = [...byStep.keys()].sort((a, b) => a - b);
    raw = [steps, ...names.map((_, i) => steps.map(x => byStep.get(x)[i]))];
    if (byLog) return [steps, ...raw.slice(1).map(values => values.map(value => value !== null && value > 0 ? value : null))];
    return stacked ? [steps, ...pile(raw.slice(1))] : raw;
  }

  // Stacked: the sum of all first, each later one drawn over it. The first part lies at the bottom.
  const pile = parts => parts.map((_, i) => raw[0].map((__, at) => parts.slice(0, parts.length - i).reduce((sum, values) => sum + (values[at] || 0), 0)));

  function read(index) {
    const at = index === null || index === undefined ? null : index;
    step.textContent = at === null ? 'last' : 'step ' + raw[0][at];
    readings.forEach((reading, i) => {
      const values = raw[i + 1] || [];
      reading.textContent = shown(at === null ? values.findLast(value => value !== null) : values[at]);
    });
  }

  function series() {
    const line = name => ({label: name.label, stroke: colour(name.color), width: name.color === 'paper' ? 1 : 2, dash: name.dash, spanGaps: true, points: {size: name.color === 'paper' ? 5 : 4, fill: colour(name.color)}});
    const bar = name => ({label: name.label, fill: colour(name.color), stroke: colour(name.color), width: 0, paths: uPlot.paths.bars({size: [.85, 28]}), points: {show: false}});
    return stacked ? [...names].reverse().map(bar) : names.map(line);
  }

  function draw() {
    if (plot) plot.destroy();
    const axis = {stroke: colour('soft'), grid: {stroke: colour('grid'), width: 1}, ticks: {stroke: colour('grid')}, font: '11px system-ui, sans-serif'};
    const y = {...axis, size: 54, space: 26, values: (u, ticks) => ticks.map(v => v === null ? '' : share ? Number((100 * v).toPrecision(3)) + '%' : compact(v))};
    const x = {...axis, size: 24, space: 44};
    plot = new uPlot({width: Math.max(220, place.clientWidth), height: HEIGHT, legend: {show: false}, cursor: {sync: {key: 'steps'}, drag: {x: false, y: false}, points: {show: !stacked}},
      scales: {x: {time: false}, y: byLog ? {distr: 3} : {range: (u, low, high) => range(low, high)}}, axes: [x, y], hooks: {setCursor: [u => read(u.cursor.idx)]}, series: [{}, ...series()]}, gather(), place);
    plot.over.addEventListener('click', () => enter(plot.cursor.idx));
    read(null);
  }

  function range(low, high) {
    if (low === null || stacked) return [0, high || 1];
    if (low === high) return share ? [0, 1] : low === 0 ? [0, 1] : [low - Math.abs(low) / 2, low + Math.abs(low) / 2];
    const [from, to] = uPlot.rangeNum(low, high, .1, true);
    return share ? [Math.max(0, from), Math.min(Math.max(1, high), to)] : [from, to];
  }

  function enter(index) {
    if (open && index !== null && index !== undefined) open(raw[0][index]);
  }
  function key(event) {
    if (event.target !== figure || !plot || !raw[0].length) return;
    const now = plot.cursor.idx, last = raw[0].length - 1;
    const next = {ArrowRight: now === null || now === undefined ? 0 : Math.min(last, now + 1), ArrowLeft: now === null || now === undefined ? last : Math.max(0, now - 1), Home: 0, End: last}[event.key];
    if (next !== undefined) plot.setCursor({left: plot.valToPos(raw[0][next], 'x'), top: 20});
    else if (event.key === 'Enter') enter(now);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function logarithmic(on) {
    if (!log) return;
    byLog = on;
    log.setAttribute('aria-pressed', String(on));
    if (plot) draw();
  }
  return {element: figure, draw, logarithmic, isLogarithmic: () => byLog,
    update() {
      if (!plot) return;
      plot.setData(gather());
      read(plot.cursor.idx);
      figure.dataset.points = raw[0].length;
    },
    resize() { if (plot) plot.setSize({width: Math.max(220, place.clientWidth), height: HEIGHT}); },
    destroy() { if (plot) plot.destroy(); plot = null; }};
}

// One chart: lines over steps, published points in grey, a legend that reads values under the cursor.

import {h, number, percent} from './dom.js';

const HEIGHT = 190;
const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

// lines: [{label, key, color, dash}]; paper: {label: {every, values}}
export function chart({title, about, lines, share, paper, rows}) {
  const place = h('div', {class: 'plot'});
  const explanation = h('p', {class: 'note', hidden: true}, about);
  const figure = h('figure', {}, h('h3', {}, title, ' ',
    h('button', {type: 'button', class: 'small', 'aria-label': 'what is ' + title + '?', onclick: () => { explanation.hidden = !explanation.hidden; }}, '?')), explanation, place);
  const published = Object.entries(paper || {});
  const all = [...lines.map(line => ({label: line.label, stroke: colour(line.color), width: 2, dash: line.dash, spanGaps: true, points: {size: 4}})),
    ...published.map(([label]) => ({label, stroke: colour('paper'), width: 1, dash: [3, 4], spanGaps: true, points: {size: 5, stroke: colour('paper')}}))]
    .map(series => ({...series, value: (u, v) => share ? percent(v) : number(v)}));
  let plot = null;

  function data() {
    const byStep = new Map();
    const at = step => byStep.get(step) || byStep.set(step, new Array(all.length).fill(null)).get(step);
    for (const row of rows) lines.forEach((line, i) => {
      const value = row.figures[line.key];
      if (value !== undefined && value !== null) at(row.step)[i] = value;
    });
    if (byStep.size) published.forEach(([, {every, values}], i) => values.forEach((value, n) => { at(every * (n + 1))[lines.length + i] = value; }));
    const steps = [...byStep.keys()].sort((a, b) => a - b);
    return [steps, ...all.map((_, i) => steps.map(step => byStep.get(step)[i]))];
  }

  const axis = {stroke: colour('soft'), grid: {stroke: colour('grid'), width: 1}, ticks: {stroke: colour('grid')}};
  return {element: figure,
    draw() {
      const options = {width: Math.max(240, place.clientWidth), height: HEIGHT, cursor: {sync: {key: 'steps'}}, scales: {x: {time: false}},
        axes: [axis, {...axis, size: 52, values: (u, ticks) => ticks.map(v => share ? Number((100 * v).toPrecision(3)) + '%' : v !== 0 && Math.abs(v) < 0.001 ? v.toExponential(0) : number(v))}],
        series: [{label: 'step'}, ...all]};
      plot = new uPlot(options, data(), place);
    },
    update() {
      if (!plot) return;
      const fresh = data();
      plot.setData(fresh);
      figure.dataset.points = fresh[0].length;
    },
    resize() { if (plot) plot.setSize({width: Math.max(240, place.clientWidth), height: HEIGHT}); },
    destroy() { if (plot) plot.destroy(); }};
}

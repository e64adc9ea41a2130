// Colours the tokens of a trace by one of their figures, and draws the scale.

import {h, number} from './dom.js';
import {OVERLAYS, scaleOf} from './scales.js';

// The choice of what to colour by: radio buttons, each with its key.
export function chooser(chosen, change) {
  return h('fieldset', {class: 'chooser'}, h('legend', {}, 'colour by'), OVERLAYS.map((overlay, i) => h('label', {title: overlay.about},
    h('input', {type: 'radio', name: 'colour', value: overlay.key, checked: overlay.key === chosen, onchange: () => change(overlay.key)}), h('span', {}, overlay.title), h('kbd', {}, String(i + 1)))));
}

export function valuesOf(key, tokens) {
  const overlay = OVERLAYS.find(one => one.key === key);
  return overlay.of ? overlay.of(tokens.columns) : tokens.mask;
}

// Sets the class of each token's element; returns the legend.
export function paint(list, elements, tokens, key) {
  const overlay = OVERLAYS.find(one => one.key === key);
  const values = valuesOf(key, tokens);
  const scale = overlay.scale && values ? scaleOf(values.filter((_, i) => tokens.mask[i]), overlay.scale) : null;
  list.dataset.colour = key;
  elements.forEach((element, i) => {
    const line = element.classList.contains('sign') ? 'sign ' : '';
    if (key === 'kind') element.className = line;
    else if (!tokens.mask[i]) element.className = line + 'masked';
    else if (scale && Number.isFinite(values[i])) element.className = line + 'q ' + scale.classOf(values[i]);
    else element.className = line;
  });
  return legend(overlay, scale);
}

export function legend(overlay, scale) {
  const about = h('p', {class: 'note'}, overlay.about);
  if (overlay.key === 'kind')
    return h('div', {class: 'legend'}, about, h('p', {class: 'swatches'}, ['text', 'code', 'interpreter', 'answer'].map(kind => h('span', {}, h('i', {class: 'swatch ' + kind}), kind))));
  const hatched = h('p', {class: 'swatches'}, h('span', {}, h('i', {class: 'swatch masked'}), 'no gradient'));
  if (!overlay.scale) return h('div', {class: 'legend'}, about, hatched);
  if (!scale) return h('div', {class: 'legend'}, about, h('p', {class: 'note'}, 'Not recorded for this trace.'));
  return h('div', {class: 'legend'}, about, h('div', {class: 'scale', role: 'img', 'aria-label': 'scale from ' + scale.ends.map(number).join(' over ')}, scale.classes.map(name => h('i', {class: 'q ' + name}))),
    h('p', {class: 'ends'}, scale.ends.map(end => h('span', {}, number(end)))), h('p', {class: 'note'}, 'clipped at the 1st and 99th percentile'), hatched);
}

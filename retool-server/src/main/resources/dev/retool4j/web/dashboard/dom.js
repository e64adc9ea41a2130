// Builds elements. Text only ever goes in as text: there is no way here to hand over markup.

export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'grow') element.style.flexGrow = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

// Characters that act unseen (control, bidirectional, zero width) shown as signs; what a model wrote must not reorder the page.
export function visible(text) {
  return text.replace(/\r\n/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f]/g, c => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, '\u2421')
    .replace(/[\u0080-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g,
      c => '⟨U+' + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0') + '⟩');
}

const SHOWN = 20000;

// Untrusted text, long ones cut with a button that shows the rest.
export function text(value, className) {
  const pre = h('pre', {class: className || null, dir: 'ltr'});
  const whole = visible(String(value));
  pre.textContent = whole.slice(0, SHOWN);
  if (whole.length <= SHOWN) return pre;
  const more = h('button', {type: 'button', onclick: () => { pre.textContent = whole; more.remove(); }},
    'show all ' + number(whole.length) + ' characters');
  return h('div', {}, pre, more);
}

export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  const shown = Number.isInteger(value) ? value.toLocaleString('en') : size >= 100 ? Math.round(value).toLocaleString('en') : size < 1e-4 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
  return shown.replaceAll('-', '−');
}

// As short as an axis needs it: 12k, 2e−4.
export function compact(value) {
  const size = Math.abs(value);
  const shown = size >= 1e6 ? Number((value / 1e6).toPrecision(3)) + 'M' : size >= 1e4 ? Number((value / 1e3).toPrecision(3)) + 'k' : value !== 0 && size < .01 ? Number(value.toPrecision(2)).toExponential().replace('+', '') : number(value);
  return shown.replaceAll('-', '−');
}

export const signed = value => (value > 0 ? '+' : '') + number(value);

export const plural = (count, noun) => number(count) + ' ' + noun + (count === 1 ? '' : 's');

export const percent = value => value === null || value === undefined ? '–' : (100 * value).toFixed(1) + '%';

export function age(milliseconds) {
  const minutes = Math.floor((Date.now() - milliseconds) / 60000);
  return minutes < 1 ? 'now' : minutes < 60 ? minutes + ' min' : minutes < 48 * 60 ? Math.floor(minutes / 60) + ' h' : Math.floor(minutes / 1440) + ' d';
}

// A length of time in words: 42 s, 5 min, 3 h 20 min.
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000)), minutes = Math.floor(seconds / 60);
  return seconds < 60 ? seconds + ' s' : minutes < 60 ? minutes + ' min' : Math.floor(minutes / 60) + ' h ' + minutes % 60 + ' min';
}

const SVG = 'http://www.w3.org/2000/svg';

export function sparkline(values) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 90 24');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', values.length ? 'reward from ' + number(values[0]) + ' to ' + number(values[values.length - 1]) : 'no reward yet');
  if (values.length > 1) {
    const low = Math.min(...values), span = Math.max(...values) - low || 1;
    const line = document.createElementNS(SVG, 'polyline');
    line.setAttribute('points', values.map((v, i) => (2 + 86 * i / (values.length - 1)).toFixed(1) + ',' + (22 - 20 * (v - low) / span).toFixed(1)).join(' '));
    svg.append(line);
  }
  return svg;
}

// The shape of a trajectory: its segments, in proportion to their tokens.
export function strip(segments) {
  return h('span', {class: 'strip', role: 'img', 'aria-label': segments.map(([kind, tokens]) => kind + ' ' + tokens).join(', ')},
    segments.map(([kind, tokens]) => h('i', {class: kind, grow: Math.max(1, tokens)})));
}

export function verdict(row) {
  return h('b', {class: row.correct ? 'good' : 'bad'}, row.correct ? '✓' : '✗');
}

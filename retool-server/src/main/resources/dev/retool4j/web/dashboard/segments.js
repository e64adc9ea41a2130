// A response as its segments: what the policy wrote, what the interpreter answered, and how each call went.

import {pieces} from './python.js';
import {h, number, plural, visible} from './dom.js';

const SHOWN = 20000; // characters of a segment before a button asks for the rest
const MANY = 80; // segments from which on those out of view are not laid out

export const callState = call => call.succeeded ? 'ran ✓' : call.status.replaceAll('_', ' ') + ' ✗';

// options: {blockLink(number), tools(call), purposes: {key: {title, definition}}}
export function segmentList(trace, options = {}) {
  return h('ol', {class: trace.segments.length > MANY ? 'segments many' : 'segments', 'data-colour': 'kind'}, trace.segments.map((segment, index) => segmentItem(segment, index, options)));
}

export function segmentItem(segment, index, {blockLink, tools, purposes = {}} = {}) {
  const call = segment.call;
  const name = call ? 'code ' + call.number : segment.kind;
  const purpose = call && call.purpose && (purposes[call.purpose] || {title: call.purpose.replaceAll('_', ' '), definition: 'what the code is for'});
  const bits = [call && callState(call), call && call.exit !== null && 'exit ' + call.exit, call && call.seconds !== null && call.seconds.toFixed(2) + ' s',
    segment.kind === 'interpreter' && 'no gradient', plural(segment.tokens, 'token')].filter(Boolean);
  return h('li', {class: 'seg ' + segment.kind + (call && !call.succeeded ? ' failed' : ''), 'data-block': call ? call.number : null, 'data-segment': index, tabindex: call ? -1 : null},
    h('div', {class: 'label'}, call && blockLink ? h('a', {class: 'name', href: blockLink(call.number)}, name) : h('b', {class: 'name'}, name), h('span', {}, bits.join(' · ')),
      purpose && h('em', {class: 'badge purpose', title: purpose.definition}, visible(purpose.title)),
      segment.corrects ? h('em', {class: 'badge'}, 'self-correction') : null, call && tools ? h('span', {class: 'tools'}, tools(call)) : null),
    segmentText(segment));
}

// Its text with tags and Python coloured; blank lines at both ends left out, a long text cut.
export function segmentText(segment) {
  const [from, to] = core(segment.text);
  const whole = to - from <= SHOWN;
  const pre = h('pre', {dir: 'ltr'}, coloured(segment.text, pieces(segment), from, whole ? to : from + SHOWN));
  if (whole) return h('div', {class: 'body'}, pre);
  const more = h('button', {type: 'button', onclick: () => { pre.replaceChildren(...coloured(segment.text, pieces(segment), from, to)); more.remove(); }}, 'show all ' + number(to - from) + ' characters');
  return h('div', {class: 'body'}, pre, more);
}

// Where a text begins and ends without the blank space around it.
export function core(text) {
  const from = text.length - text.trimStart().length;
  return [from, Math.max(from, text.trimEnd().length)];
}

// text[from, to) as nodes: plain text, and a span for each coloured piece.
export function coloured(text, marks, from, to) {
  const nodes = [];
  let at = from;
  for (const [begin, end, kind] of marks) {
    const low = Math.max(begin, at), high = Math.min(end, to);
    if (low >= high) continue;
    if (low > at) nodes.push(document.createTextNode(visible(text.slice(at, low))));
    nodes.push(h('span', {class: 'py-' + kind}, visible(text.slice(low, high))));
    at = high;
  }
  if (at < to) nodes.push(document.createTextNode(visible(text.slice(at, to))));
  return nodes;
}

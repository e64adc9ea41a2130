// Tokens of a response as elements that can be coloured and pointed at, made of what /tokens answers when somebody asks for it.

import {pieces} from './python.js';
import {coloured, core} from './segments.js';
import {h, number, visible} from './dom.js';

const MOST = 4000; // tokens of one segment before a button asks for the rest

// Replaces the segments' texts by their tokens. Returns elements by token index, and a function that makes a cut segment whole.
export function spread(list, trace, tokens) {
  const elements = new Array(tokens.count);
  const cut = new Map();
  trace.segments.forEach((segment, index) => {
    const body = list.querySelector('[data-segment="' + index + '"] .body');
    const begin = segment.begin, end = Math.min(begin + segment.tokens, tokens.count);
    const fill = last => {
      const nodes = tokens.texts ? ofText(segment, tokens, begin, last, elements) : ofIds(tokens, begin, last, elements);
      const pre = h('pre', {dir: 'ltr'}, nodes);
      if (last === end) { body.replaceChildren(pre); return; }
      cut.set(index, () => { cut.delete(index); fill(end); list.dispatchEvent(new CustomEvent('spread')); });
      body.replaceChildren(pre, h('button', {type: 'button', onclick: () => cut.get(index)()}, 'show all ' + number(end - begin) + ' tokens'));
    };
    if (body && end > begin) fill(Math.min(end, begin + MOST));
  });
  function reveal(token) {
    const index = trace.segments.findIndex(segment => token >= segment.begin && token < segment.begin + segment.tokens);
    if (!elements[token] && cut.has(index)) cut.get(index)();
    return elements[token];
  }
  return {elements, reveal};
}

function ofText(segment, tokens, begin, end, elements) {
  const text = tokens.texts.slice(begin, end).join('');
  const marks = pieces({...segment, text});
  const [from, to] = core(text);
  const nodes = [];
  let at = 0, mark = 0;
  for (let i = begin; i < end; i++) {
    const next = at + tokens.texts[i].length;
    while (mark < marks.length && marks[mark][1] <= at) mark++;
    const here = [];
    for (let k = mark; k < marks.length && marks[k][0] < next; k++) here.push(marks[k]);
    const low = Math.max(at, from), high = Math.min(next, to);
    const span = low < high ? h('span', {}, coloured(text, here, low, high)) : h('span', {class: 'sign'}, signs(tokens.texts[i]) || '·');
    if (low < high && text[low] === '\n') span.dataset.line = '';
    elements[i] = span;
    nodes.push(span);
    at = next;
  }
  return nodes;
}

function ofIds(tokens, begin, end, elements) {
  const nodes = [];
  for (let i = begin; i < end; i++) {
    elements[i] = h('span', {}, '#' + tokens.ids[i]);
    nodes.push(elements[i], document.createTextNode(' '));
  }
  return nodes;
}

// White space as signs: the text of a token must be seen whole.
export function signs(text) {
  return visible(text.replaceAll(' ', '␣').replaceAll('\t', '⇥').replaceAll('\n', '↵'));
}

// All that is known about one token, beside the text.

import {h, number} from './dom.js';
import {signs} from './tokens.js';

const LONGEST = 200;
const ROWS = [['engine_logprob', 'log-probability, sampler'], ['old_logprob', 'log-probability, old'], ['new_logprob', 'log-probability, new'], ['difference', 'old − new'],
  ['ratio', 'ratio new ÷ old'], ['advantage', 'advantage'], ['return', 'return'], ['value', 'value'], ['entropy', 'entropy, nats']];

// letGo: what a press on the button does, for whoever has no Esc key.
export function inspector(letGo) {
  const panel = h('section', {class: 'inspector', 'aria-label': 'token', 'aria-live': 'polite'});
  return {panel,
    clear() { panel.replaceChildren(h('p', {class: 'note'}, 'Point at a token to see its figures; a click, or t, holds it.')); panel.classList.remove('full'); },
    show(tokens, index, kind, held) {
      const columns = tokens.columns;
      const at = name => (columns[name] || [])[index] ?? null;
      const difference = at('old_logprob') === null || at('new_logprob') === null ? null : at('old_logprob') - at('new_logprob');
      const of = name => name === 'difference' ? difference : name === 'ratio' ? difference === null ? null : Math.exp(-difference) : at(name);
      const text = tokens.texts ? tokens.texts[index] : null;
      const rows = ROWS.map(([name, title]) => [title, of(name), name]).filter(([, value]) => value !== null)
        .map(([title, value, name]) => h('tr', {}, h('th', {scope: 'row'}, title), h('td', {class: 'figure'}, number(value) + (name === 'engine_logprob' ? ' (' + chance(value) + ')' : ''))));
      panel.classList.add('full');
      panel.replaceChildren(h('p', {class: 'note'}, 'token ', h('b', {}, number(index)), ' of ' + number(tokens.count) + ' · ' + kind + ' · id ', h('b', {}, tokens.ids[index])),
        h('pre', {class: 'sample', dir: 'ltr'}, text === null ? 'text unknown: no tokenizer beside the run' : text.length > LONGEST ? signs(text.slice(0, LONGEST)) + ' …' : signs(text)),
        tokens.mask[index] ? h('table', {}, h('tbody', {}, rows)) : h('p', {class: 'masked'}, 'no gradient: the policy did not write it'),
        h('p', {class: 'note'}, held ? h('span', {}, h('kbd', {}, '←'), ' ', h('kbd', {}, '→'), ' move, ', h('kbd', {}, 'Esc'), ' or ', h('button', {type: 'button', class: 'small', onclick: letGo}, 'let go')) : 'a click holds it'));
    }};
}

function chance(logprob) {
  const percent = 100 * Math.exp(logprob);
  return percent >= 99.95 ? '100%' : percent < .01 ? '< 0.01%' : percent.toPrecision(3) + '%';
}

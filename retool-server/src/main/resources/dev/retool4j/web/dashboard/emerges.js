// What emerges in training: what code is for, which of its own errors the policy mended, when it calls code. Each part stands only where the run has it.

import {get, link} from './api.js';
import {h, number, percent, plural, visible} from './dom.js';

const LISTED = 20;

// Hands over each part as it comes: what code is for may take a while on a long run.
export function emergence(id, run, show) {
  const base = 'runs/' + encodeURIComponent(id) + '/';
  const evaluated = run.sources.filter(name => name !== 'train');
  const source = run.sources.includes('train') ? 'train' : evaluated[0], last = evaluated.at(-1);
  const part = async (place, path, parameters, make) => {
    const answer = await get(base + path, parameters).catch(() => null);
    const made = answer && make(answer);
    if (made) show(place, made);
  };
  return Promise.all([part(0, 'purposes', {}, bars), source && part(1, 'corrections', {source}, answer => mended(id, source, answer)), last && part(2, 'timing', {source: last}, answer => times(answer, last))]);
}

// Figure 5: the first evaluation against the last one; training where there is no pair.
function bars({purposes, sources}) {
  const full = sources.filter(source => source.blocks > 0);
  const held = full.filter(source => source.source !== 'train');
  const [before, after] = held.length > 1 ? [held[0], held[held.length - 1]] : [null, full[full.length - 1]];
  if (!after) return null;
  const share = (side, key) => side ? (side.counts[key] || 0) / side.blocks : 0;
  const shown = purposes.filter(purpose => share(before, purpose.key) + share(after, purpose.key) > 0).sort((a, b) => share(after, b.key) - share(after, a.key));
  const most = Math.max(...shown.map(purpose => Math.max(share(before, purpose.key), share(after, purpose.key))));
  const bar = (side, key, name) => {
    const fill = h('i', {class: name});
    fill.style.width = Math.max(.5, 100 * share(side, key) / most) + '%';
    return h('span', {class: 'purpose-bar', title: side.source + ': ' + plural(side.counts[key] || 0, 'block')}, h('span', {class: 'track'}, fill), h('b', {}, percent(share(side, key))));
  };
  const side = (name, look, one) => h('span', {class: 'key'}, h('i', {class: 'line block ' + look}), name + ': ' + one.source + ', ' + plural(one.blocks, 'block') + (one.read < one.of ? ' (' + number(one.read) + ' of ' + number(one.of) + ' traces read)' : '') + ' ');
  return h('figure', {}, h('figcaption', {}, h('h3', {}, 'What code is for (Figure 5)')),
    h('p', {class: 'note'}, before ? [side('before', 'before', before), side('after', 'tool', after)] : side('all', 'tool', after)),
    h('dl', {class: 'purposes'}, shown.map(purpose => [h('dt', {title: purpose.definition}, visible(purpose.title)), h('dd', {}, before && bar(before, purpose.key, 'before'), bar(after, purpose.key, 'after'))])),
    h('details', {}, h('summary', {}, 'how blocks are told apart'), h('dl', {}, purposes.map(purpose => [h('dt', {}, visible(purpose.title)), h('dd', {class: 'note'}, visible(purpose.definition))]))));
}

function mended(id, source, {total, responses, firsts, list}) {
  const to = (trace, block) => link(['run', id, 'trace', trace], {source, block: block ? String(block) : ''});
  return h('figure', {}, h('figcaption', {}, h('h3', {}, 'Errors the policy mended itself')),
    h('p', {}, total ? plural(total, 'self-correction') + ' in ' + plural(responses, 'response') + ' of ' + source + '.' : 'None so far in ' + plural(responses, 'response') + '.'),
    h('ul', {class: 'plain'}, (firsts || []).map(first => h('li', {}, 'first ', h('b', {}, visible(first.error)), ': ', h('a', {href: to(first.id, first.block)}, 'step ' + number(first.step))))),
    (list || []).length > 0 && h('details', {}, h('summary', {}, 'the latest ' + Math.min(LISTED, list.length)),
      h('ul', {class: 'plain'}, list.slice(0, LISTED).map(one => h('li', {}, h('a', {href: to(one.id, one.mended)}, 'step ' + number(one.step)), ' ' + visible(one.error) + ', block ' + one.block + ' → ' + one.mended)))));
}

function times({groups}, source) {
  const met = (groups || []).filter(group => group.problems > 0);
  if (!met.length) return null;
  return h('figure', {}, h('figcaption', {}, h('h3', {}, 'When code is called: easy against hard')), h('p', {class: 'note'}, source + '; calls per response, and where in it, first token of a block ÷ length'),
    h('div', {class: 'scroll'}, h('table', {class: 'dense'}, h('thead', {}, h('tr', {}, ['problems', '', 'use code', 'calls', 'position'].map((name, i) => h('th', {scope: 'col', class: i ? 'figure' : null}, name)))),
      h('tbody', {}, met.map(group => h('tr', {}, h('th', {scope: 'row', class: 'wrapping', title: group.definition || null}, visible(group.title)), h('td', {class: 'figure'}, number(group.problems)), h('td', {class: 'figure'}, percent(group.code_ratio)),
        h('td', {class: 'figure'}, number(group.calls)), h('td', {class: 'figure'}, percent(group.timing))))))));
}

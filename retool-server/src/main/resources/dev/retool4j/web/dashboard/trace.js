// One trajectory: what was asked, what the policy wrote, what the interpreter said, and what the trainer made of each token.

import {get, link, once} from './api.js';
import {chooser, legend, paint, valuesOf} from './colours.js';
import {h, number, signed, strip, text, verdict, visible} from './dom.js';
import {inspector} from './inspector.js';
import {rerun} from './rerun.js';
import {OVERLAYS} from './scales.js';
import {segmentList, segmentText} from './segments.js';
import {timeline} from './timeline.js';
import {spread} from './tokens.js';

const choice = {colour: 'kind', wrap: true}; // kept from one trace to the next

export function factList(trace) {
  const fact = (name, ...value) => h('li', {}, name + ' ', h('b', {}, value));
  return h('ul', {class: 'facts'}, fact('target', visible(trace.target)), fact('answer', visible(trace.answer === null ? 'none' : trace.answer), ' ', verdict(trace)),
    fact('verdict', visible(trace.reason)), fact('reward', signed(trace.reward)), Number.isFinite(trace.advantage) ? fact('advantage', signed(trace.advantage)) : null,
    fact('stop', trace.stop.replaceAll('_', ' ')), fact('turns', trace.turns), fact('code', trace.calls), fact('tokens', number(trace.tokens)), fact('step', trace.step), fact('sample', trace.sample));
}

export async function trace(run, id, query) {
  const source = query.get('source') || 'train', filter = query.get('filter') || '', sort = query.get('sort') || '';
  const base = 'runs/' + encodeURIComponent(run) + '/';
  const [shown, list, known] = await Promise.all([get(base + 'trace', {source, id, filter, sort}), once('runs'), once('definitions')]);
  const purposes = Object.fromEntries((known.purposes || []).map(purpose => [purpose.key, purpose]));
  if (OVERLAYS.some(overlay => overlay.key === query.get('colour'))) choice.colour = query.get('colour');
  const coloured = () => choice.colour === 'kind' ? '' : choice.colour;
  const address = more => link(['run', run, 'trace', id], {source, filter, sort, colour: coloured(), ...more});
  const to = other => link(['run', run, 'trace', other], {source, filter, sort, colour: coloured()});
  const go = other => { if (other) location.hash = to(other); };
  const said = h('p', {class: 'note', role: 'status'});
  const at = shown.group.indexOf(id);
  const tools = call => [h('button', {type: 'button', class: 'small', onclick: () => copy(call)}, 'copy'), list.console ? h('button', {type: 'button', class: 'small', onclick: () => again(call)}, 'run again') : null];
  const segments = segmentList(shown, {purposes, tools, blockLink: number => address({block: String(number)})});
  const panel = inspector(() => hold(-1));
  const scale = h('div');
  const picker = chooser(choice.colour, key => colour(key));
  let block = Number(query.get('block')) || 0;
  let held = -1, asked = null, spreading = null, tokens = null;
  segments.classList.toggle('nowrap', !choice.wrap);

  // Tokens come when somebody looks at them.
  function load() {
    asked ||= get(base + 'tokens', {source, id}).then(answer => {
      tokens = answer;
      for (const overlay of OVERLAYS) if (!valuesOf(overlay.key, tokens)) picker.querySelector('[value=' + overlay.key + ']').disabled = true;
    });
    return asked.catch(() => { said.textContent = 'this run holds no figures of tokens'; throw new Error('no tokens'); });
  }

  // Where a run does not say what its tokens stand for, their numbers are shown to be coloured and the text to be read.
  function lay() {
    const wanted = tokens.texts || choice.colour !== 'kind';
    if (wanted && !spreading) {
      spreading = spread(segments, shown, tokens);
      tag();
    } else if (!wanted && spreading) {
      spreading = null;
      shown.segments.forEach((segment, index) => segments.querySelector('[data-segment="' + index + '"] .body').replaceWith(segmentText(segment)));
    }
  }
  const tag = () => spreading.elements.forEach((element, i) => { element.dataset.token = i; });

  const keep = () => history.replaceState(null, '', address({block: block ? String(block) : '', token: held >= 0 ? String(held) : ''}));
  async function colour(key, first) {
    choice.colour = key;
    picker.querySelector('[value=' + key + ']').checked = true;
    if (key !== 'kind' || tokens) {
      try { await load(); } catch { scale.replaceChildren(legend(OVERLAYS.find(one => one.key === key), null)); return; }
      if (key !== choice.colour) return;
      lay();
      scale.replaceChildren(paint(segments, spreading ? spreading.elements : [], tokens, key));
    } else scale.replaceChildren(legend(OVERLAYS[0], null));
    if (!first) keep();
    if (held >= 0) mark();
  }
  segments.addEventListener('spread', () => { tag(); paint(segments, spreading.elements, tokens, choice.colour); });

  const kindOf = index => (shown.segments.find(segment => index >= segment.begin && index < segment.begin + segment.tokens) || {kind: ''}).kind;
  function mark() {
    segments.querySelectorAll('.held').forEach(element => element.classList.remove('held'));
    if (held < 0 || !spreading) return;
    const element = spreading.reveal(held);
    if (element) element.classList.add('held');
  }
  async function hold(index) {
    try { await load(); } catch { return; }
    lay();
    held = index < 0 ? -1 : Math.max(0, Math.min(tokens.count - 1, index));
    mark();
    keep();
    if (held < 0) { panel.clear(); return; }
    panel.show(tokens, held, kindOf(held), true);
    const element = spreading && spreading.elements[held];
    if (element) element.scrollIntoView({block: 'nearest'});
  }
  const under = event => event.target.closest && event.target.closest('[data-token]');
  segments.addEventListener('pointerover', event => {
    if (!asked) load().then(() => colour(choice.colour, true), () => {});
    const element = under(event);
    if (element && held < 0) panel.show(tokens, Number(element.dataset.token), kindOf(Number(element.dataset.token)), false);
  });
  segments.addEventListener('click', event => { const element = under(event); if (element) hold(Number(element.dataset.token) === held ? -1 : Number(element.dataset.token)); });

  function show(number) {
    const found = segments.querySelector('[data-block="' + Number(number) + '"]');
    if (!found) return;
    block = number;
    segments.querySelectorAll('.chosen').forEach(element => element.classList.remove('chosen'));
    found.classList.add('chosen');
    found.scrollIntoView({block: 'center'});
    found.focus({preventScroll: true});
    keep();
  }
  const code = () => shown.segments.map(segment => segment.call).find(call => call && call.number === (block || 1));
  async function copy(call = code()) {
    if (!call) return;
    try {
      await navigator.clipboard.writeText(call.code);
      said.textContent = 'copied code block ' + call.number;
    } catch {
      said.textContent = 'the browser does not allow copying here';
    }
  }
  function again(call = code()) {
    if (!call) return;
    if (!list.console) { said.textContent = 'to run code from here, start with: retool dashboard --console'; return; }
    const item = segments.querySelector('[data-block="' + call.number + '"]');
    const place = item.querySelector('.rerun') || item.appendChild(h('div', {class: 'rerun', role: 'status'}));
    return rerun(call, place);
  }
  function wrap() {
    choice.wrap = !choice.wrap;
    segments.classList.toggle('nowrap', !choice.wrap);
    said.textContent = choice.wrap ? 'long lines wrap' : 'long lines do not wrap';
  }
  const beginning = () => { const segment = shown.segments.find(one => one.call && one.call.number === block); return segment ? segment.begin : 0; };

  const exported = '/api/' + base + 'export?' + new URLSearchParams({source, id});
  const keys = {j: ['next trace', () => go(shown.next)], k: ['previous trace', () => go(shown.previous)],
    n: ['next of this problem', () => go(shown.group[at + 1])], p: ['previous of this problem', () => go(shown.group[at - 1])],
    ']': ['next code block', () => show(block + 1)], '[': ['previous code block', () => show(Math.max(1, block - 1))], c: ['copy the code block', () => copy()],
    r: ['run the code block again', () => again()],
    ...Object.fromEntries(OVERLAYS.map((overlay, i) => [String(i + 1), ['colour by ' + overlay.title, () => colour(overlay.key)]])),
    m: ['loss mask on and off', () => colour(choice.colour === 'mask' ? 'kind' : 'mask')], w: ['wrap long lines or not', wrap],
    t: ['hold a token', () => hold(held >= 0 ? -1 : beginning())], ArrowRight: ['next token', () => { if (held >= 0) hold(held + 1); }, () => held >= 0],
    ArrowLeft: ['previous token', () => { if (held >= 0) hold(Math.max(0, held - 1)); }, () => held >= 0], Escape: ['let the token go', () => hold(-1), () => held >= 0],
    e: ['export as a file', () => { location.href = exported; }], u: ['up to the list', () => { location.hash = link(['run', run, 'traces'], {source, filter, sort}); }]};

  panel.clear();
  const others = shown.group.length > 1 ? h('p', {class: 'group'}, h('span', {class: 'note'}, 'samples of this problem '),
    shown.group.map((other, i) => h('a', {href: to(other), 'aria-current': other === id ? 'page' : null}, i + 1)), h('a', {href: link(['compare'], {a: run, asource: source, b: run, bsource: source, problem: shown.problem, ib: '1'})}, 'compare')) : null;
  const aside = h('aside', {class: 'rail'}, picker, scale, panel.panel);
  return {title: id, keys,
    ready: () => { colour(choice.colour, true); if (block) show(block); if (query.has('token')) hold(Number(query.get('token')) || 0); },
    body: [h('h1', {}, visible(id)), h('p', {class: 'bar'}, shown.previous && h('a', {href: to(shown.previous)}, '← previous'), shown.next && h('a', {href: to(shown.next)}, 'next →'),
        h('a', {href: link(['run', run, 'traces'], {source, filter, sort})}, shown.place < 0 ? 'list' : number(shown.place + 1) + ' of ' + number(shown.total)),
        h('a', {href: exported}, 'export'), h('span', {class: 'note'}, h('kbd', {}, '?'), ' keys'), others),
      factList(shown), h('section', {class: 'question'}, h('span', {class: 'label'}, 'problem ' + visible(shown.problem)), text(shown.question)),
      h('div', {class: 'lane'}, h('span', {class: 'note'}, 'tokens'), strip(shown.strip), h('span', {class: 'note'}, number(shown.tokens))), timeline(shown), said,
      h('div', {class: 'reader'}, segments, aside)]};
}

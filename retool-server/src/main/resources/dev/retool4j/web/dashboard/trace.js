// One trajectory: what was asked, what the policy wrote, what the interpreter said.

import {get, link, post} from './api.js';
import {h, number, strip, text, verdict, visible} from './dom.js';

export function segmentList(trace) {
  return h('ol', {class: 'segments'}, trace.segments.map(segment => {
    const call = segment.call;
    const label = [segment.kind === 'interpreter' ? 'interpreter · no gradient' : segment.kind];
    if (call) label.push(' ' + call.number + ' · ' + (call.succeeded ? 'ran ✓' : call.status.replaceAll('_', ' ') + ' ✗')
      + (call.exit === null ? '' : ' · exit ' + call.exit) + (call.seconds === null ? '' : ' · ' + call.seconds.toFixed(2) + ' s'));
    label.push(' · ' + number(segment.tokens) + ' tok');
    return h('li', {class: 'seg ' + segment.kind + (call && !call.succeeded ? ' failed' : ''), 'data-block': call ? call.number : null, tabindex: call ? -1 : null},
      h('span', {class: 'label'}, label, segment.corrects ? h('em', {class: 'badge'}, 'self-correction') : ''), text(segment.text.trim()));
  }));
}

export function factList(trace) {
  const fact = (name, ...value) => h('li', {}, name + ' ', h('b', {}, value));
  return h('ul', {class: 'facts'}, fact('target', visible(trace.target)), fact('answer', visible(trace.answer === null ? 'none' : trace.answer), ' ', verdict(trace)),
    fact('verdict', visible(trace.reason)), fact('reward', (trace.reward > 0 ? '+' : '') + number(trace.reward)), fact('stop', trace.stop.replaceAll('_', ' ')),
    fact('turns', trace.turns), fact('code', trace.calls), fact('tokens', number(trace.tokens)), fact('step', trace.step), fact('sample', trace.sample));
}

export async function trace(run, id, query) {
  const source = query.get('source') || 'train', filter = query.get('filter') || '', sort = query.get('sort') || '';
  const [shown, list] = await Promise.all([get('runs/' + encodeURIComponent(run) + '/trace', {source, id, filter, sort}), get('runs')]);
  const to = other => link(['run', run, 'trace', other], {source, filter, sort});
  const go = other => { if (other) location.hash = to(other); };
  const said = h('p', {class: 'note', role: 'status'});
  const at = shown.group.indexOf(id);
  const segments = segmentList(shown);
  let block = Number(query.get('block')) || 0;

  function show(number) {
    const found = segments.querySelector('[data-block="' + Number(number) + '"]');
    if (!found) return;
    block = number;
    segments.querySelectorAll('.chosen').forEach(element => element.classList.remove('chosen'));
    found.classList.add('chosen');
    found.scrollIntoView({block: 'center'});
    history.replaceState(null, '', link(['run', run, 'trace', id], {source, filter, sort, block: String(number)}));
  }

  const code = () => shown.segments.map(segment => segment.call).find(call => call && call.number === (block || 1));
  async function copy() {
    if (!code()) return;
    try {
      await navigator.clipboard.writeText(code().code);
      said.textContent = 'copied code block ' + code().number;
    } catch {
      said.textContent = 'the browser does not allow copying here';
    }
  }
  const exported = '/api/runs/' + encodeURIComponent(run) + '/export?' + new URLSearchParams({source, id});
  async function again() {
    const call = code();
    if (!call) return;
    if (!list.console) { said.textContent = 'to run code from here, start with: retool dashboard --console'; return; }
    said.textContent = 'running code block ' + call.number + ' …';
    try {
      const result = await post('console', {code: call.code});
      said.replaceChildren('code block ' + call.number + ' run again: ' + result.status.replaceAll('_', ' ') + ' · exit ' + result.exit + ' · ' + result.seconds.toFixed(2) + ' s',
        h('div', {class: 'pair'}, h('div', {}, 'then', text(call.output)), h('div', {}, 'now', text(result.stdout + result.stderr))));
    } catch (error) {
      said.textContent = error.message;
    }
  }

  const keys = {j: ['next trace', () => go(shown.next)], k: ['previous trace', () => go(shown.previous)],
    n: ['next of this problem', () => go(shown.group[at + 1])], p: ['previous of this problem', () => go(shown.group[at - 1])],
    ']': ['next code block', () => show(block + 1)], '[': ['previous code block', () => show(Math.max(1, block - 1))], c: ['copy the code block', copy],
    r: ['run the code block again', again], e: ['export as a file', () => { location.href = exported; }], u: ['up to the list', () => { location.hash = link(['run', run, 'traces'], {source, filter, sort}); }]};
  return {title: id, keys, ready: () => { if (block) show(block); },
    body: [h('h1', {}, visible(id)), h('p', {class: 'bar'}, shown.previous && h('a', {href: to(shown.previous)}, '← previous'), shown.next && h('a', {href: to(shown.next)}, 'next →'),
        h('a', {href: link(['run', run, 'traces'], {source, filter, sort})}, shown.place < 0 ? 'list' : number(shown.place + 1) + ' of ' + number(shown.total)),
        h('span', {}, 'sample ' + (at + 1) + ' of ' + shown.group.length + ' of this problem'), h('a', {href: exported}, 'export'), h('span', {class: 'note'}, 'keys: ?')),
      factList(shown), h('section', {class: 'question'}, h('span', {class: 'label'}, 'problem ' + visible(shown.problem)), text(shown.question)), strip(shown.strip), said, segments]};
}

// Runs code in the sandbox, as the policy's code runs.

import {once, post} from './api.js';
import {h, text} from './dom.js';

const LIMITS = 'Fresh for every run; 5 s, 1 GiB, 256 KiB of output, no network.';

export async function sandbox() {
  const {console: on} = await once('runs');
  if (!on) return {title: 'Sandbox', body: [h('h1', {}, 'Sandbox'), h('p', {}, 'The console is off. To run code from these pages, start with: ', h('kbd', {}, 'retool dashboard --console'))]};
  const code = h('textarea', {rows: 8, spellcheck: 'false', autocapitalize: 'off', 'aria-label': 'Python', placeholder: 'print(6 * 7)'});
  const go = h('button', {}, 'run');
  const past = h('ol', {class: 'segments', 'data-colour': 'kind', 'aria-live': 'polite'});
  async function run(event) {
    if (event) event.preventDefault();
    if (go.disabled) return;
    go.disabled = true;
    go.textContent = 'running …';
    try {
      const result = await post('console', {code: code.value});
      past.prepend(h('li', {class: 'seg ' + (result.status === 'finished' ? 'answer' : 'interpreter')}, h('div', {class: 'label'}, h('b', {class: 'name'}, result.status.replaceAll('_', ' ')),
        'exit ' + result.exit + ' · ' + result.seconds.toFixed(2) + ' s · isolation ' + result.isolation), text(result.stdout || (result.stderr ? '' : '(nothing printed)')), result.stderr ? text(result.stderr, 'bad') : null));
    } catch (error) {
      past.prepend(h('li', {class: 'seg interpreter'}, h('p', {class: 'bad'}, error.message), h('p', {class: 'note'}, error.hint || '')));
    }
    go.disabled = false;
    go.textContent = 'run';
  }
  code.addEventListener('keydown', event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run(event); });
  return {title: 'Sandbox', ready: () => code.focus(), body: [h('h1', {}, 'Sandbox'), h('p', {class: 'note'}, LIMITS),
    h('form', {onsubmit: run}, code, h('p', {class: 'bar'}, go, h('span', {class: 'note'}, h('kbd', {}, 'Ctrl'), ' ', h('kbd', {}, 'Enter')))), past]};
}

// Runs code in the sandbox, as the policy's code runs.

import {post} from './api.js';
import {h, text} from './dom.js';

export async function sandbox() {
  const code = h('textarea', {rows: 12, spellcheck: 'false', 'aria-label': 'Python', placeholder: 'print(6 * 7)'});
  const out = h('div', {'aria-live': 'polite'});
  async function run(event) {
    event.preventDefault();
    out.replaceChildren('running …');
    try {
      const result = await post('console', {code: code.value});
      out.replaceChildren(h('p', {}, result.status.replaceAll('_', ' ') + ' · exit ' + result.exit + ' · ' + result.seconds.toFixed(2) + ' s · isolation ' + result.isolation), text(result.stdout), text(result.stderr, 'bad'));
    } catch (error) {
      out.replaceChildren(h('p', {class: 'bad'}, error.message), h('p', {}, error.hint || ''));
    }
  }
  return {title: 'Sandbox', body: [h('h1', {}, 'Sandbox'), h('p', {class: 'note'}, 'Fresh for every run; 5 s, 1 GiB, 256 KiB of output, no network.'), h('form', {onsubmit: run}, code, h('button', {}, 'run')), out]};
}

// A code block run again in the sandbox, its output beside the one it had.

import {post} from './api.js';
import {h, text} from './dom.js';

export async function rerun(call, place) {
  place.replaceChildren(h('p', {class: 'note'}, 'running code block ' + call.number + ' …'));
  try {
    const result = await post('console', {code: call.code});
    const before = call.output.trim(), now = (result.stdout + (result.stderr ? (result.stdout ? '\n' : '') + result.stderr : '')).trim();
    const same = now === before || before && now.endsWith('\n' + before); // what the policy was shown may be the last line of a traceback
    place.replaceChildren(
      h('p', {class: 'note'}, 'code block ' + call.number + ' run again: ', h('b', {class: same ? 'good' : 'bad'}, same ? 'the same output' : 'another output'),
        ' · ' + result.status.replaceAll('_', ' ') + ' · exit ' + result.exit + ' · ' + result.seconds.toFixed(2) + ' s'),
      h('div', {class: 'pair again'}, h('div', {}, h('h3', {}, 'then'), text(before || '(nothing)')), h('div', {}, h('h3', {}, 'now'), text(now || '(nothing)'))));
  } catch (error) {
    place.replaceChildren(h('p', {class: 'bad'}, error.message), h('p', {class: 'note'}, error.hint || ''));
  }
}

// One run: its curves, live.

import {get, link} from './api.js';
import {chart} from './charts.js';
import {age, h, number} from './dom.js';

const SECTIONS = [
  ['Training', [
    ['Reward', 'Mean reward of the step’s responses; the paper’s is +1 or −1.', [['reward', 'reward/mean', 'tool']]],
    ['Right answers in training', 'Share of the step’s responses with a right answer.', [['right', 'accuracy/train', 'tool']], true],
    ['Groups without signal', 'Share of groups whose rewards are all equal: no group-relative gradient comes from them. With one response per problem it is always 1.', [['groups', 'reward/groups_without_signal', 'third']], true],
    ['Loss of fine-tuning', 'Cross-entropy per trained token, in nats.', [['trained', 'sft/loss', 'tool'], ['held out', 'sft/held_out_loss', 'third']]]]],
  ['Stability', [
    ['KL', 'Estimated divergence between the policy that sampled and the updated one. A rise that does not end is odd.', [['KL', 'actor/kl', 'tool']]],
    ['Entropy', 'Mean entropy over trained tokens, in nats. A fast fall towards 0 ends exploration.', [['entropy', 'actor/entropy', 'tool']]],
    ['Clip fraction', 'Share of trained tokens whose ratio was clipped.', [['clipped', 'actor/clip_fraction', 'tool']], true],
    ['Mismatch', 'Mean absolute difference of log-probabilities at sampling and recomputed by the trainer. Should stay near 0.', [['mismatch', 'actor/mismatch_mean', 'tool']]],
    ['Gradient norm', 'Of the policy, before clipping.', [['policy', 'actor/grad_norm', 'tool'], ['critic', 'critic/grad_norm', 'third']]],
    ['Value loss', 'Of the critic.', [['value loss', 'critic/loss', 'tool']]]]],
  ['Speed', [
    ['Seconds per step', 'Rollout (waiting for the interpreter included) and update; interpreter is the sum over calls that overlap.', [['rollout', 'time/rollout', 'tool'], ['update', 'time/update', 'third'], ['interpreter', 'time/interpreter', 'interpreter']]],
    ['Tokens per second', 'Sampled tokens per second of rollout.', [['rollout', 'speed/rollout_tokens_per_second', 'tool']]]]]];

// The paper's Figure 3, in its order, and self-correction, which is ours.
const FIGURE_3 = [['response/length'], ['code/ratio'], ['code/lines'], ['code/correct_count'], ['code/last_pass_rate_right', 'code/last_pass_rate_wrong'],
  ['code/mean_invocation'], ['code/self_correction']];

export async function overview(id) {
  const [run, definitions, metrics] = await Promise.all([get('runs/' + encodeURIComponent(id)), get('definitions'), get('runs/' + encodeURIComponent(id) + '/metrics')]);
  const rows = metrics.rows;
  const facts = h('ul', {class: 'facts'});
  const grids = h('div');
  const latest = h('p', {class: 'note', 'aria-live': 'polite'});
  const overlay = h('input', {type: 'checkbox', id: 'paper', onchange: () => build()});
  let charts = [];
  let waiting = false;

  function tell(now) {
    const last = rows.findLast(row => row.figures['reward/mean'] !== undefined);
    const items = [['state', [h('i', {class: 'dot ' + now.state}), now.state]], ['step', number(now.step)], ['reward', number(last && last.figures['reward/mean'])],
      ['algorithm', run.algorithm || '–'], ['begun', age(run.started)], ['attempt', run.attempt], ['seed', run.seed], ['commit', (run.commit || '–').slice(0, 10)]];
    facts.replaceChildren(...items.map(([name, value]) => h('li', {}, name + ' ', h('b', {}, value))));
    if (run.failure) facts.append(h('li', {class: 'bad'}, run.failure));
  }

  function published(key) {
    return overlay.checked && definitions.paper.tool[key] ? {'paper, AIME 2024': {every: definitions.paper.every, values: definitions.paper.tool[key]}} : {};
  }

  function add(grid, options) {
    const known = options.lines.filter(line => rows.some(row => row.figures[line.key] !== undefined && row.figures[line.key] !== null));
    if (!known.length) return;
    const made = chart({...options, lines: known, rows});
    charts.push(made);
    grid.append(made.element);
  }

  function build() {
    charts.forEach(made => made.destroy());
    charts = [];
    grids.replaceChildren();
    const set = run.set;
    const section = title => { const grid = h('div', {class: 'grid'}); grids.append(h('h2', {}, title), grid); return grid; };
    if (set) {
      const accuracy = section('Accuracy on ' + set + ' (Figure 1)');
      const paper = overlay.checked ? {...published('accuracy'), 'paper, text only': {every: definitions.paper.every, values: definitions.paper.text}} : {};
      add(accuracy, {title: 'Accuracy', about: 'avg@k: the mean share of right answers over all samples of the set. Paper: Figure 1, AIME 2024, avg@32.', share: true, paper,
        lines: [{label: set, key: 'eval/' + set + '/accuracy', color: 'tool'}]});
    }
    const code = section(set ? 'How code is used on ' + set + ' (Figure 3)' : 'How code is used in training');
    for (const keys of FIGURE_3) {
      const measures = keys.map(key => definitions.measures[key]);
      add(code, {title: measures[0].title.replace(', right responses', ''), about: measures.map(m => m.definition).join(' '), share: measures[0].unit.startsWith('share'),
        paper: Object.assign({}, ...keys.map((key, i) => Object.fromEntries(Object.entries(published(key)).map(([name, value]) => [i ? name + ', wrong' : name, value])))),
        lines: keys.map((key, i) => ({label: keys.length > 1 ? ['right', 'wrong'][i] : measures[i].unit, key: set ? 'eval/' + set + '/' + key : key, color: keys.length > 1 ? ['right', 'wrong'][i] : 'tool', dash: i ? [6, 4] : undefined}))});
    }
    for (const [title, list] of SECTIONS) {
      const grid = section(title);
      for (const [name, about, lines, share] of list)
        add(grid, {title: name, about, share, lines: lines.map(([label, key, color]) => ({label, key, color}))});
      if (!grid.childElementCount) { grid.previousSibling.remove(); grid.remove(); }
    }
    charts.forEach(made => made.draw());
  }

  // Rows that come close together are drawn together.
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const before = charts.length;
      if (before === 0 || rows.length < 3) build(); else charts.forEach(made => made.update());
      latest.textContent = 'live: last row of step ' + rows[rows.length - 1].step;
    });
  }

  const events = new EventSource('/api/runs/' + encodeURIComponent(id) + '/events?since=' + metrics.end);
  events.addEventListener('metric', event => { rows.push(JSON.parse(event.data)); soon(); });
  events.addEventListener('state', event => tell(JSON.parse(event.data)));
  events.addEventListener('reset', () => { events.close(); window.dispatchEvent(new HashChangeEvent('hashchange')); });
  events.addEventListener('gone', () => { events.close(); latest.textContent = 'the run is not there any more'; });
  const resize = () => charts.forEach(made => made.resize());
  window.addEventListener('resize', resize);
  tell(run);
  return {title: id.replace('~', '/'), ready: build,
    leave: () => { events.close(); window.removeEventListener('resize', resize); charts.forEach(made => made.destroy()); },
    keys: {t: ['traces', () => { location.hash = link(['run', id, 'traces']); }], m: ['evaluations', () => { location.hash = link(['run', id, 'matrix']); }]},
    body: [h('h1', {}, id.replace('~', '/')), facts, latest, h('p', {}, h('label', {for: 'paper'}, overlay, ' the paper’s published points in grey')), grids,
      h('details', {}, h('summary', {}, 'configuration'), h('pre', {}, run.config))]};
}

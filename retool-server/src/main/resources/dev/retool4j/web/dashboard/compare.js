// The same problems, two policies: what flipped comes first, and the two responses stand beside each other turn by turn.

import {get, link, once} from './api.js';
import {h, number, signed, visible} from './dom.js';
import {segmentItem} from './segments.js';
import {factList} from './trace.js';

const VERDICTS = [['', 'all'], ['better', 'better'], ['worse', 'worse'], ['shorter', 'right, shorter'], ['same', 'same']];
const COLUMNS = [['problem', ''], ['change', ''], ['right before', 'figure'], ['right after', 'figure'], ['Δ tokens', 'figure'], ['Δ code', 'figure']];
const MOST = 300;

export async function compare(query) {
  const list = (await get('runs')).runs.filter(run => !run.error);
  if (!list.length) return {title: 'Compare', body: [h('h1', {}, 'Compare'), h('p', {}, 'There are no runs.')]};
  const a = query.get('a') || list[0].id, b = query.get('b') || a;
  const [runA, runB, definitions] = await Promise.all([get('runs/' + encodeURIComponent(a)), get('runs/' + encodeURIComponent(b)), once('definitions')]);
  const purposes = Object.fromEntries((definitions.purposes || []).map(purpose => [purpose.key, purpose]));
  const evaluated = run => run.sources.filter(name => name !== 'train');
  const asource = query.get('asource') || (a === b ? evaluated(runA)[0] : evaluated(runA).at(-1)) || 'train';
  const bsource = query.get('bsource') || evaluated(runB).at(-1) || 'train';
  const verdict = query.get('verdict') || '';
  const to = changed => link(['compare'], {a, asource, b, bsource, verdict, problem: query.get('problem'), ...changed});
  const go = changed => { location.hash = to(changed); };
  const select = (label, value, options, change) => h('select', {'aria-label': label, onchange: event => go(change(event.target.value))},
    options.map(([key, name]) => h('option', {value: key, selected: key === value}, name)));
  const runs = list.map(run => [run.id, run.id.replace('~', '/')]);
  const bar = h('div', {class: 'bar'}, select('first run', a, runs, id => ({a: id, asource: ''})), select('first source', asource, runA.sources.map(name => [name, name]), name => ({asource: name})), ' against ',
    select('second run', b, runs, id => ({b: id, bsource: ''})), select('second source', bsource, runB.sources.map(name => [name, name]), name => ({bsource: name})),
    select('change', verdict, VERDICTS, value => ({verdict: value, problem: ''})));

  const answer = await get('compare', {a, asource, b, bsource});
  const problems = answer.problems.filter(problem => !verdict || problem.verdict === verdict);
  const chosen = problems.find(problem => problem.problem === query.get('problem')) || problems[0];
  const count = name => answer.problems.filter(problem => problem.verdict === name).length;
  const rows = problems.slice(0, MOST).map(problem => h('tr', {class: problem === chosen ? 'chosen' : null},
    h('th', {scope: 'row'}, h('a', {href: to({problem: problem.problem}), 'aria-current': problem === chosen ? 'true' : null}, visible(problem.problem))),
    h('td', {class: problem.verdict === 'better' ? 'good' : problem.verdict === 'worse' ? 'bad' : null}, (problem.verdict === 'better' ? '▲ ' : problem.verdict === 'worse' ? '▼ ' : '') + VERDICTS.find(([key]) => key === problem.verdict)[1]),
    h('td', {class: 'figure'}, problem.a.right + '/' + problem.a.samples), h('td', {class: 'figure'}, problem.b.right + '/' + problem.b.samples),
    h('td', {class: 'figure'}, delta(problem.b.tokens - problem.a.tokens)), h('td', {class: 'figure'}, delta(problem.b.calls - problem.a.calls))));

  const at = {a: Number(query.get('ia')) || 0, b: Number(query.get('ib')) || 0};
  async function load(run, source, side, key) {
    const place = Math.min(at[key], side.ids.length - 1);
    const shown = await get('runs/' + encodeURIComponent(run) + '/trace', {source, id: side.ids[place]});
    const samples = side.ids.length > 1 ? h('p', {class: 'samples'}, h('span', {class: 'note'}, 'sample '), side.ids.map((id, i) => h('a', {href: to({problem: chosen.problem, ia: String(at.a), ib: String(at.b), ['i' + key]: String(i)}), 'aria-current': i === place ? 'page' : null}, i + 1))) : null;
    return {shown, name: run.replace('~', '/') + ' ' + source, head: h('section', {}, h('h3', {}, h('a', {href: link(['run', run, 'trace', shown.id], {source})}, run.replace('~', '/') + ' ' + source)),
      h('p', {class: 'note'}, side.right + ' of ' + side.samples + ' right'), samples, factList(shown))};
  }
  const sides = chosen ? await Promise.all([load(a, asource, chosen.a, 'a'), load(b, bsource, chosen.b, 'b')]) : [];
  const step = by => { const next = problems.indexOf(chosen) + by; if (problems[next]) go({problem: problems[next].problem, ia: '', ib: ''}); };
  const cycle = () => { const next = (VERDICTS.findIndex(([key]) => key === verdict) + 1) % VERDICTS.length; go({verdict: VERDICTS[next][0], problem: ''}); };
  return {title: 'Compare', keys: {j: ['next problem', () => step(1)], k: ['previous problem', () => step(-1)], f: ['next kind of change', cycle], x: ['change sides', () => go({a: b, b: a, asource: bsource, bsource: asource})]},
    ready: () => { const row = document.querySelector('tr.chosen'), box = row && row.closest('.short'); if (box) box.scrollTop = Math.max(0, row.offsetTop - 120); },
    body: [h('h1', {}, 'Compare'), bar,
      h('p', {class: 'note'}, count('better') + ' got better, ' + count('worse') + ' worse, ' + count('shorter') + ' right and shorter, ' + count('same') + ' the same; ' + answer.onlyA + ' and ' + answer.onlyB + ' problems stand on one side only.'
        + (problems.length > MOST ? ' The first ' + MOST + ' are listed.' : '')),
      problems.length ? h('div', {class: 'scroll short'}, h('table', {class: 'list'}, h('thead', {}, h('tr', {}, COLUMNS.map(([name, look]) => h('th', {scope: 'col', class: look}, name)))), h('tbody', {}, rows)))
        : h('p', {}, 'No problem of this kind stands on both sides.'),
      sides.length ? h('section', {class: 'question'}, h('span', {class: 'label'}, 'problem ' + visible(chosen.problem)), h('pre', {dir: 'ltr'}, visible(sides[0].shown.question))) : null,
      sides.length ? aligned(sides, purposes) : null]};
}

// Turn by turn: what one side wrote up to and with the interpreter's answer, beside the same turn of the other.
function aligned([left, right], purposes) {
  const turns = [turnsOf(left.shown), turnsOf(right.shown)];
  const cells = [];
  for (let turn = 0; turn < Math.max(turns[0].length, turns[1].length); turn++) {
    cells.push(h('h3', {class: 'turn note'}, 'turn ' + (turn + 1)));
    turns.forEach((side, i) => cells.push(h('ol', {class: 'segments', 'data-colour': 'kind', 'data-side': [left, right][i].name}, (side[turn] || []).map(([segment, index]) => segmentItem(segment, index, {purposes})))));
  }
  return h('div', {class: 'turns'}, left.head, right.head, cells);
}

function turnsOf(trace) {
  const turns = [[]];
  trace.segments.forEach((segment, index) => {
    turns.at(-1).push([segment, index]);
    if (segment.kind === 'interpreter' && index + 1 < trace.segments.length) turns.push([]);
  });
  return turns;
}

const delta = value => signed(Math.round(10 * value) / 10);

// The same problems, two policies: what flipped comes first.

import {get, link} from './api.js';
import {h, number, visible} from './dom.js';
import {factList, segmentList} from './trace.js';

const VERDICTS = [['', 'all'], ['better', 'better'], ['worse', 'worse'], ['shorter', 'right, shorter'], ['same', 'same']];
const MOST = 300;

export async function compare(query) {
  const list = (await get('runs')).runs.filter(run => !run.error);
  if (!list.length) return {title: 'Compare', body: [h('h1', {}, 'Compare'), h('p', {}, 'There are no runs.')]};
  const a = query.get('a') || list[0].id, b = query.get('b') || a;
  const [runA, runB] = await Promise.all([get('runs/' + encodeURIComponent(a)), get('runs/' + encodeURIComponent(b))]);
  const evaluated = run => run.sources.filter(name => name !== 'train');
  const asource = query.get('asource') || evaluated(runA)[0] || 'train';
  const last = evaluated(runB);
  const bsource = query.get('bsource') || last[last.length - 1] || 'train';
  const verdict = query.get('verdict') || '';
  const go = changed => { location.hash = link(['compare'], {a, asource, b, bsource, verdict, problem: query.get('problem'), ...changed}); };
  const select = (label, value, options, change) => h('select', {'aria-label': label, onchange: event => go(change(event.target.value))},
    options.map(([key, name]) => h('option', {value: key, selected: key === value}, name)));
  const runs = list.map(run => [run.id, run.id.replace('~', '/')]);
  const bar = h('div', {class: 'bar'}, select('first run', a, runs, id => ({a: id, asource: ''})), select('first source', asource, runA.sources.map(name => [name, name]), name => ({asource: name})), ' against ',
    select('second run', b, runs, id => ({b: id, bsource: ''})), select('second source', bsource, runB.sources.map(name => [name, name]), name => ({bsource: name})),
    select('verdict', verdict, VERDICTS, value => ({verdict: value, problem: ''})));

  const answer = await get('compare', {a, asource, b, bsource});
  const problems = answer.problems.filter(problem => !verdict || problem.verdict === verdict);
  const chosen = problems.find(problem => problem.problem === query.get('problem')) || problems[0];
  const count = name => answer.problems.filter(problem => problem.verdict === name).length;
  const rows = problems.slice(0, MOST).map(problem => h('tr', {class: problem === chosen ? 'chosen' : null},
    h('th', {scope: 'row'}, h('a', {href: link(['compare'], {a, asource, b, bsource, verdict, problem: problem.problem})}, visible(problem.problem))),
    h('td', {class: problem.verdict === 'better' ? 'good' : problem.verdict === 'worse' ? 'bad' : null}, VERDICTS.find(([key]) => key === problem.verdict)[1]),
    h('td', {class: 'figure'}, problem.a.right + '/' + problem.a.samples), h('td', {class: 'figure'}, problem.b.right + '/' + problem.b.samples),
    h('td', {class: 'figure'}, delta(problem.b.tokens - problem.a.tokens)), h('td', {class: 'figure'}, delta(problem.b.calls - problem.a.calls))));

  async function column(run, source, side, name) {
    const shown = await get('runs/' + encodeURIComponent(run) + '/trace', {source, id: side.ids[0]});
    return h('section', {}, h('h3', {}, h('a', {href: link(['run', run, 'trace', shown.id], {source})}, name)), h('p', {class: 'note'}, side.right + ' of ' + side.samples + ' right'), factList(shown), segmentList(shown));
  }
  const columns = chosen ? await Promise.all([column(a, asource, chosen.a, a.replace('~', '/') + ' ' + asource), column(b, bsource, chosen.b, b.replace('~', '/') + ' ' + bsource)]) : [];
  const step = by => { const at = problems.indexOf(chosen) + by; if (problems[at]) go({problem: problems[at].problem}); };
  return {title: 'Compare', keys: {j: ['next problem', () => step(1)], k: ['previous problem', () => step(-1)]},
    body: [h('h1', {}, 'Compare'), bar,
      h('p', {class: 'note'}, count('better') + ' got better, ' + count('worse') + ' worse, ' + count('shorter') + ' right and shorter, ' + count('same') + ' the same; ' + answer.onlyA + ' and ' + answer.onlyB + ' problems stand on one side only.'
        + (problems.length > MOST ? ' The first ' + MOST + ' are listed.' : '')),
      h('div', {class: 'scroll short'}, h('table', {class: 'list'}, h('thead', {}, h('tr', {}, ['problem', 'change', 'right before', 'right after', 'Δ tokens', 'Δ code'].map(name => h('th', {scope: 'col'}, name)))), h('tbody', {}, rows))),
      h('div', {class: 'pair'}, columns)]};
}

const delta = value => (value > 0 ? '+' : '') + number(Math.round(10 * value) / 10);

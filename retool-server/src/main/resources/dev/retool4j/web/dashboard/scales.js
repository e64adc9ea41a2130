// What tokens can be coloured by, and the scale that each column has: clipped at its 1st and 99th percentile, so that one token does not take all the colour.

export const OVERLAYS = [
  {key: 'kind', title: 'kind', about: 'Text, code, interpreter, answer.'},
  {key: 'mask', title: 'loss mask', about: 'Plain: the policy wrote it and learns from it. Hatched: no gradient flows.'},
  {key: 'logprob', title: 'log-probability', about: 'Of the token when it was sampled. Strong: unlikely.', scale: 'falling', of: c => c.engine_logprob || c.old_logprob},
  {key: 'difference', title: 'old − new', about: 'Log-probability before minus after the update. Blue: became less likely.', scale: 'signed', of: c => minus(c.old_logprob, c.new_logprob)},
  {key: 'advantage', title: 'advantage', about: 'What the update pushed by. Blue: made more likely.', scale: 'signed', of: c => c.advantage},
  {key: 'entropy', title: 'entropy', about: 'Of the distribution the token was drawn from, in nats.', scale: 'rising', of: c => c.entropy},
  {key: 'value', title: 'value', about: 'The reward that the critic expected here.', scale: 'signed', of: c => c.value},
  {key: 'mismatch', title: 'sampler − trainer', about: 'Log-probability at sampling minus the trainer’s own before the update. Should be near 0.', scale: 'signed', of: c => minus(c.engine_logprob, c.old_logprob)}];

const STEPS = 10;

function minus(a, b) {
  return a && b ? a.map((x, i) => x === null || b[i] === null || b[i] === undefined ? null : x - b[i]) : undefined;
}

function percentile(sorted, share) {
  const at = share * (sorted.length - 1), low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
}

// {classOf(value), ends: [[label value, text], …], classes: of the drawn scale from left to right}; null where no value is a number.
export function scaleOf(values, kind) {
  const sorted = values.filter(value => Number.isFinite(value)).sort((a, b) => a - b);
  if (!sorted.length) return null;
  const low = percentile(sorted, .01), high = percentile(sorted, .99);
  const clamp = x => Math.max(0, Math.min(1, x));
  if (kind === 'signed') {
    const bound = Math.max(Math.abs(low), Math.abs(high)) || 1;
    const name = step => step < 0 ? 'minus' + -step : step > 0 ? 'plus' + step : '';
    const steps = Array.from({length: 2 * STEPS + 1}, (_, i) => i - STEPS);
    return {ends: [-bound, 0, bound], classes: steps.map(name), classOf: value => name(Math.round(STEPS * (2 * clamp((value / bound + 1) / 2) - 1)))};
  }
  const span = high - low || 1;
  const name = step => step > 0 ? 'more' + step : '';
  const steps = Array.from({length: STEPS + 1}, (_, i) => i);
  const falling = kind === 'falling';
  return {ends: falling ? [high, low] : [low, high], classes: steps.map(name),
    classOf: value => name(Math.round(STEPS * clamp(falling ? (high - value) / span : (value - low) / span)))};
}

// Which curves there are, in words: what each says, how it looks when all is well, and when it does not.

// The paper's Figure 3, in its order, and self-correction, which is ours.
export const FIGURE_3 = [['response/length'], ['code/ratio'], ['code/lines'], ['code/correct_count'], ['code/last_pass_rate_right', 'code/last_pass_rate_wrong'], ['code/mean_invocation'], ['code/self_correction']];

export const REWARD = {title: 'Reward', about: 'Mean reward of the step’s responses; the paper’s is +1 for a right answer and −1 for a wrong one. Healthy: rises, with noise. Odd: flat from the start, or falls for many steps.', lines: [['reward', 'reward/mean', 'tool']]};

export const TRAINING = [
  REWARD,
  {title: 'Right answers in training', about: 'Share of the step’s responses with a right answer: right ÷ all. Problems change from step to step, so it is noisier than an evaluation.', lines: [['right', 'accuracy/train', 'tool']], share: true},
  {title: 'Groups without signal', grouped: true, about: 'Share of groups whose rewards are all equal: no group-relative gradient comes from them. Odd: near 100% with groups; the problems are too easy or too hard.', lines: [['groups', 'reward/groups_without_signal', 'third']], share: true},
  {title: 'Cut by the budget', about: 'Share of responses that ended at a token budget instead of by themselves. Odd: rises; responses grow without end.', lines: [['cut', 'response/clip_ratio', 'tool']], share: true},
  {title: 'Loss of fine-tuning', about: 'Cross-entropy per trained token, in nats: −mean log p(token). Odd: held out rises while trained falls.', lines: [['trained', 'sft/loss', 'tool'], ['held out', 'sft/held_out_loss', 'third']]}];

export const STABILITY = [
  {title: 'KL', about: 'Estimated divergence between the policy that sampled and the updated one: mean of (ratio − 1) − log ratio. Healthy: small and level. Odd: a rise that does not end.', lines: [['KL', 'actor/kl', 'tool']]},
  {title: 'Entropy', about: 'Mean entropy over trained tokens, −Σ p log p, in nats. Healthy: falls slowly. Odd: a fast fall towards 0, which ends exploration, or a steady rise.', lines: [['entropy', 'actor/entropy', 'tool']]},
  {title: 'Clip fraction', about: 'Share of trained tokens whose ratio new ÷ old was clipped. Healthy: a few percent at most.', lines: [['clipped', 'actor/clip_fraction', 'tool']], share: true},
  {title: 'Sampler against trainer', about: 'Mean absolute difference of a token’s log-probability at sampling and recomputed by the trainer on the same weights. Should stay near 0; odd: grows with the steps.', lines: [['mean', 'actor/mismatch_mean', 'tool'], ['largest', 'actor/mismatch_max', 'third']]},
  {title: 'Gradient norm', about: 'Euclidean norm of the gradient before clipping. Odd: peaks of many times the usual size.', lines: [['policy', 'actor/grad_norm', 'tool'], ['critic', 'critic/grad_norm', 'third']]},
  {title: 'Value loss', about: 'Mean squared error of the critic’s value against the return, as minimised. Healthy: falls.', lines: [['value loss', 'critic/loss', 'tool']]},
  {title: 'Explained variance', about: 'How much of the returns’ variance the critic explains: 1 − Var(return − value) ÷ Var(return). 1 is perfect, 0 no better than a constant, below 0 worse.', lines: [['explained', 'critic/explained_variance', 'tool']]},
  {title: 'Learning rate', about: 'Of the policy, by its schedule.', lines: [['rate', 'actor/learning_rate', 'tool']]}];

export const SPEED = [
  {title: 'Seconds per step', about: 'The step’s time in parts: generating (waiting for the interpreter included), update, and the rest: rewards, logging, checkpoints, evaluation.', stacked: true,
    lines: [['generate', figures => figures['time/rollout'], 'generate'], ['update', figures => figures['time/update'], 'update'],
      ['rest', figures => figures['time/step'] === undefined ? undefined : Math.max(0, figures['time/step'] - (figures['time/rollout'] || 0) - (figures['time/update'] || 0)), 'rest']]},
  {title: 'Tokens per second', about: 'Sampled tokens ÷ seconds of generating, and trained tokens ÷ seconds of the update.', lines: [['sampled', 'speed/rollout_tokens_per_second', 'tool'], ['trained', 'speed/train_tokens_per_second', 'third']]}];

export const SANDBOX = [
  {title: 'Blocks that ran', about: 'Share of code blocks that ended without error, and of calls that held no program that could be run. Healthy: the first rises, the second falls.', lines: [['ran', 'code/pass_rate', 'right'], ['malformed', 'code/malformed', 'wrong', [6, 4]]], share: true},
  {title: 'Programs per second', about: 'Programs that were run ÷ seconds of generating.', lines: [['programs', 'speed/sandbox_runs_per_second', 'interpreter']]},
  {title: 'Interpreter time', about: 'Seconds that calls took, summed over calls: they overlap, so the sum may exceed the step.', lines: [['seconds', 'time/interpreter', 'interpreter']]},
  {title: 'Left out', about: 'Responses that the infrastructure spoiled: they are in no figure. Should be 0.', lines: [['left out', 'rollout/excluded', 'wrong']]}];

// Failures by their kind, the most frequent ones in lines of their own.
const KIND = 'sandbox/error/', KIND_LOOKS = [['wrong'], ['interpreter', [6, 4]], ['third', [2, 3]], ['tool', [8, 4]], ['right', [10, 3, 2, 3]]];
export function failures(rows) {
  const sums = new Map();
  for (const row of rows) for (const [name, value] of Object.entries(row.figures)) if (name.startsWith(KIND)) sums.set(name, (sums.get(name) || 0) + (value || 0));
  const kinds = [...sums].sort((a, b) => b[1] - a[1]).slice(0, KIND_LOOKS.length).map(([name]) => name);
  // a step without such a failure, but with code, has none
  const share = name => figures => figures[name] ?? (figures['speed/sandbox_runs_per_second'] === undefined ? undefined : 0);
  return kinds.length ? [{title: 'Failures by kind', about: 'Share of the step’s code blocks that failed with this exception or limit; Malformed: there was no program. Healthy: all fall. Odd: TimeLimit rises; the policy writes programs that do not end.', share: true,
    lines: kinds.map((name, i) => [name.slice(KIND.length), share(name), ...KIND_LOOKS[i]])}] : [];
}

// A line's values in logged rows: by the name of a figure, or by a function of all of them.
export function valuesOf(rows, key) {
  const of = typeof key === 'function' ? key : figures => figures[key];
  return rows.map(row => [row.step, of(row.figures)]).filter(([, value]) => value !== undefined && value !== null);
}

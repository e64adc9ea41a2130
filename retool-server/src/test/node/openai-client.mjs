// Talks to a server through the official client: node openai-client.mjs FOLDER BASE_URL KEY
// FOLDER holds node_modules/openai. Prints what it saw as one line of JSON.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, baseURL, apiKey] = process.argv.slice(2);
const found = createRequire(join(folder, 'package.json')).resolve('openai');
const { default: OpenAI } = await import(pathToFileURL(found));
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const ask = (content, more = {}) => ({ model: 'tiny', messages: [{ role: 'user', content }], ...more });
const seen = {};

const whole = await client.chat.completions.create(ask('What is 1?'));
seen.whole = whole.choices[0].message.content;
seen.usage = whole.usage.total_tokens;

const stream = await client.chat.completions.create(ask('What is 1?', { stream: true, stream_options: { include_usage: true } }));
seen.pieces = [];
for await (const chunk of stream) {
  if (chunk.choices[0]?.delta?.content) seen.pieces.push(chunk.choices[0].delta.content);
  if (chunk.choices[0]?.finish_reason) seen.finish = chunk.choices[0].finish_reason;
  if (chunk.usage) seen.streamedUsage = chunk.usage.total_tokens;
}

const stopped = await client.chat.completions.create(ask('say one two three', { stop: ['two'] }));
seen.stopped = stopped.choices[0].message.content;

const both = await Promise.all(['say left', 'say right'].map((text) => client.chat.completions.create(ask(text))));
seen.both = both.map((answer) => answer.choices[0].message.content);

const text = await client.completions.create({ model: 'tiny', prompt: '<|user|>say text' });
seen.text = text.choices[0].text;

seen.models = [];
for await (const model of client.models.list()) seen.models.push(model.id);

async function failure(work) {
  try {
    await work();
    return 'nothing';
  } catch (error) {
    return { name: error.constructor.name, status: error.status ?? null, code: error.code, param: error.param };
  }
}
seen.wrong = await failure(() => client.chat.completions.create(ask('x', { temperature: 9 })));
seen.unknown = await failure(() => client.chat.completions.create({ ...ask('x'), model: 'other' }));
seen.locked = await failure(() => new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 }).models.list());
seen.broken = await failure(async () => {
  for await (const chunk of await client.chat.completions.create(ask('say a!', { stream: true }))) void chunk;
});
console.log(JSON.stringify(seen));

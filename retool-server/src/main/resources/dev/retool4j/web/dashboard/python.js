// Where the words of a Python program are: keywords, names that are called or defined, strings, numbers, comments. Colours, no judgement.

const KEYWORDS = new Set(('False None True and as assert async await break class continue def del elif else except finally for from global if import in is '
  + 'lambda match nonlocal not or pass raise return try while with yield').split(' '));
const WORD = /(#[^\n]*)|((?:\b[rRbBuUfF]{1,2})?(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?))|(@?[\p{L}_][\p{L}\p{N}_]*)|((?:\b0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)j?)/gu;

// [begin, end, class] of each coloured piece of a program that stands at `offset` in a longer text, in order.
export function python(code, offset = 0) {
  const found = [];
  let before = '';
  for (const match of code.matchAll(WORD)) {
    const [word, comment, string, name] = match;
    const end = match.index + word.length;
    const kind = comment ? 'comment' : string ? 'string' : !name ? 'number' : KEYWORDS.has(name) ? 'keyword' : name.startsWith('@') || before === 'def' || before === 'class' ? 'defined'
      : /^\s*\(/.test(code.slice(end, end + 8)) ? 'called' : null;
    if (kind) found.push([offset + match.index, offset + end, kind]);
    before = name || '';
  }
  return found;
}

const TAG = /<\/?(?:code|interpreter|answer|tool_call|tool_response)>|```(?:python|py)?/g;

// The pieces of a segment: the protocol's tags, and the program of a code block.
export function pieces(segment) {
  const tags = Array.from(segment.text.matchAll(TAG), match => [match.index, match.index + match[0].length, 'tag']);
  const code = segment.call && segment.call.code, at = code ? segment.text.indexOf(code) : -1;
  if (at < 0) return segment.kind === 'text' ? [] : tags;
  return [...tags.filter(([, end]) => end <= at), ...python(code, at), ...tags.filter(([begin]) => begin >= at + code.length)];
}

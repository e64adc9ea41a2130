// A run's configuration, as flat names and values: enough of YAML for what the program itself writes.

export function flat(yaml) {
  const values = {};
  const path = []; // [{indent, name}]
  for (const line of (yaml || '').split('\n')) {
    const [, space, item, rest] = /^( *)(- )?(.*)$/.exec(line);
    if (!rest.trim() || rest.startsWith('#') || rest === '---') continue;
    const indent = space.length + (item ? 1 : 0); // a list may stand as far left as its name
    while (path.length && path[path.length - 1].indent >= indent) path.pop();
    const name = /^("?)([^":]+)\1:(?: +(.*))?$/.exec(rest);
    const prefix = path.map(part => part.name + '.').join('');
    if (name && !item) {
      if (name[3] === undefined) path.push({indent, name: name[2]});
      else values[prefix + name[2]] = plain(name[3]);
    } else values[prefix.slice(0, -1)] = [values[prefix.slice(0, -1)], plain(rest)].filter(Boolean).join(', ');
  }
  return values;
}

const plain = text => text.trim().replace(/^"(.*)"$/, '$1');

// [name, [value of each run]] where runs differ; null where a run has no such name.
export function differences(configurations) {
  const names = [...new Set(configurations.flatMap(Object.keys))].sort();
  return names.map(name => [name, configurations.map(values => name in values ? values[name] : null)]).filter(([, values]) => values.some(value => value !== values[0]));
}

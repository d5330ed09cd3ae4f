import { basename } from 'node:path';
import type { HeldRule } from './held.ts';

/** docs/rules.md: one row a rule. */
export function rulesDocument(held: readonly HeldRule[]): string {
  return `<!-- Made by \`npm run docs\` from packages/lifecycle/docs/held. Do not edit here. -->

# What holds each rule

The ${held.length} rules of [the lifecycle law](lifecycle.md), each with the code that builds it, the tests that would fail without it, and the hardest history
that it was put through. \`npm run docs -- --check\` fails when a rule is missing, and when a file or a test that is named here is gone.

\`unit\` is pure and takes milliseconds; \`int\` uses files, sockets and processes, in \`providers/src/opencode\` and \`runtime.opencode\` those of real
OpenCode; \`e2e\` adds a browser; a scenario of \`conformance\` is played against every provider, real OpenCode among them
([conformance.md](conformance.md)). What the walks and the chaos run do: [explorer.md](explorer.md), [chaos.md](chaos.md).

| | the rule in a line | built in | held by | the hardest history |
| --- | --- | --- | --- | --- |
${held.map(row).join('\n')}
`;
}

function row({ rule, says, code, tests, hardest }: HeldRule): string {
  const cells = [String(rule), says, code.map(link).join('<br>'), tests.map(testsOf).join('<br>'), hardest];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function testsOf([file, ...titles]: HeldRule['tests'][number]): string {
  return [link(file), ...titles.map((title) => `› ${title}`)].join('<br>');
}

function link(path: string): string {
  return `[${shown(path)}](../${path})`;
}

/** With as much of its path as tells it apart: the package, and what it is in it. */
function shown(path: string): string {
  const [first, second] = path.split('/');
  const house = first === 'packages' || first === 'apps' ? second : first;
  return `${house}: ${basename(path).replace(/(\.test)?\.tsx?$/, '')}`;
}

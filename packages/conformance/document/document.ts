import { matrix } from '../src/matrix.ts';
import { type Scenario, titleOf } from '../src/scenario.ts';
import { lacking, type Subject } from '../src/subject.ts';

/** Titles of scenarios that did not pass, by the subject's id. */
export type Failures = Readonly<Record<string, ReadonlySet<string>>>;

/** docs/conformance.md: every scenario of the matrix against every subject. */
export function documentOf(subjects: readonly Subject[], failures: Failures = {}): string {
  const groups = [...new Set(matrix.map(({ group }) => group))];
  const counts = subjects.map((subject) => countOf(subject, failures));
  return `<!-- Made by \`npm run conformance\` from packages/conformance. Do not edit here. -->

# Conformance

One matrix of ${matrix.length} scenarios, played against every provider: real processes, real kills, a real database. A provider passes each scenario, or
is not capable of it and says why. What holds of every thread is looked at after each: it rests, every turn was settled once, no text that was
shown is lost, the agent's own record has each message once at most, a client that followed holds what the server holds, and the auditor
finds nothing. In the end, after a clean stop, no process is left. How it works: [packages/conformance](../packages/conformance/README.md).

${counts.join('\n')}
${groups.map((group) => sectionOf(group, subjects, failures)).join('')}`;
}

function sectionOf(group: string, subjects: readonly Subject[], failures: Failures): string {
  const rows = matrix
    .filter((scenario) => scenario.group === group)
    .map((scenario) => `| ${[scenario.name, ...subjects.map((subject) => resultOf(scenario, subject, failures))].join(' | ')} |`);
  return `
## ${group}

| scenario | ${subjects.map(({ name }) => name).join(' | ')} |
| --- | ${subjects.map(() => '---').join(' | ')} |
${rows.join('\n')}
`;
}

function resultOf(scenario: Scenario, subject: Subject, failures: Failures): string {
  const lacks = lacking(subject, scenario.needs ?? []);
  if (lacks !== null) return `not capable: ${lacks}`;
  return failures[subject.id]?.has(titleOf(scenario)) ? '**FAIL**' : 'pass';
}

function countOf(subject: Subject, failures: Failures): string {
  const results = matrix.map((scenario) => resultOf(scenario, subject, failures));
  const count = (word: string) => results.filter((result) => result.includes(word)).length;
  return `- ${subject.name}: ${count('pass')} pass, ${count('not capable')} not capable, ${count('FAIL')} FAIL`;
}

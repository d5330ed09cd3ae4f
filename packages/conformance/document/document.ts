import { matrix } from '../src/matrix.ts';
import { type Scenario, titleOf } from '../src/scenario.ts';
import { lacking, type Subject } from '../src/subject.ts';
import { type Outcomes, passed } from './report.ts';

/** docs/conformance.md: every scenario of the matrix against every subject. */
export function documentOf(subjects: readonly Subject[], outcomes: Outcomes): string {
  const groups = [...new Set(matrix.map(({ group }) => group))];
  const counts = subjects.map((subject) => countOf(subject, outcomes));
  return `<!-- Made by \`npm run conformance\` from packages/conformance. Do not edit here. -->

# Conformance

One matrix of ${matrix.length} scenarios, played against every provider: real processes, real kills, a real database. A provider passes each scenario, or
is not capable of it and says why. What holds of every thread is looked at after each: it rests, every turn was settled once, no text that was
shown is lost, the agent's own record has each message once at most, a client that followed holds what the server holds, and the auditor
finds nothing. In the end, after a clean stop, no process is left. How it works: [packages/conformance](../packages/conformance/README.md).

${counts.join('\n')}
${groups.map((group) => sectionOf(group, subjects, outcomes)).join('')}`;
}

function sectionOf(group: string, subjects: readonly Subject[], outcomes: Outcomes): string {
  const rows = matrix
    .filter((scenario) => scenario.group === group)
    .map((scenario) => `| ${[scenario.name, ...subjects.map((subject) => resultOf(scenario, subject, outcomes))].join(' | ')} |`);
  return `
## ${group}

| scenario | ${subjects.map(({ name }) => name).join(' | ')} |
| --- | ${subjects.map(() => '---').join(' | ')} |
${rows.join('\n')}
`;
}

/** Only what was played and passed is a pass: a test that was left out, for whatever reason but the subject's own, is a failure. */
function resultOf(scenario: Scenario, subject: Subject, outcomes: Outcomes): string {
  const lacks = lacking(subject, scenario.needs ?? []);
  if (lacks !== null) return `not capable: ${lacks}`;
  return outcomes[subject.id]?.statuses.get(titleOf(scenario)) === passed ? 'pass' : '**FAIL**';
}

function countOf(subject: Subject, outcomes: Outcomes): string {
  const results = matrix.map((scenario) => resultOf(scenario, subject, outcomes));
  const count = (word: string) => results.filter((result) => result.startsWith(word)).length;
  const beside = outcomes[subject.id]?.isSound === true ? '' : ', and **FAIL** beside them';
  return `- ${subject.name}: ${count('pass')} pass, ${count('not capable')} not capable, ${count('**FAIL**')} FAIL${beside}`;
}

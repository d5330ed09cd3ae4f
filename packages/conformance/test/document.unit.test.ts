import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../document/document.ts';
import { outcomesOf, type RunnerReport } from '../document/report.ts';
import { matrix, type Subject, titleOf } from '../src/index.ts';
import { subjects } from '../subjects/index.ts';
import { openCode } from '../subjects/opencode/subject.ts';

type FileResult = RunnerReport['testResults'][number];

/** What the runner says of a run in which each scenario stands so; undefined: it does not tell of it. */
function fileOf(subject: Subject, statusOf: (title: string) => string | undefined, status = 'passed'): FileResult {
  const assertionResults = matrix.map(titleOf).flatMap((title) => {
    const told = statusOf(title);
    return told === undefined ? [] : [{ ancestorTitles: ['', subject.name], title, status: told }];
  });
  return { status, assertionResults };
}

const documentFor = (subject: Subject, ...testResults: readonly FileResult[]) =>
  documentOf([subject], outcomesOf([subject], { testResults }));

const [first, ...others] = matrix;
if (first === undefined) throw new Error('the matrix is empty');
const firstIs = (status: string | undefined) => (title: string) => (title === titleOf(first) ? status : 'passed');
const deaf: Subject = { ...openCode, abilities: { ...openCode.abilities, questions: 'it never asks' } };

describe('docs/conformance.md', () => {
  it('names exactly the scenarios of the matrix, and no failure', () => {
    const kept = readFileSync(new URL('../../../docs/conformance.md', import.meta.url), 'utf8');
    const testResults = subjects.map((subject) => fileOf(subject, () => 'passed'));
    expect(kept).toBe(documentOf(subjects, outcomesOf(subjects, { testResults })));
  });

  it('given a scenario that passed, then its row says so', () => {
    const document = documentFor(
      openCode,
      fileOf(openCode, () => 'passed'),
    );
    expect(document).toContain(`| ${first.name} | pass |`);
    expect(document).toContain(`- OpenCode: ${matrix.length} pass, 0 not capable, 0 FAIL\n`);
  });

  it.each([
    ['failed', 'failed'],
    ['was skipped, as after a strike that failed', 'skipped'],
    ['was never begun', 'pending'],
    ['is not told of', undefined],
  ])('given a scenario that %s, then its row is a failure', (_what, status) => {
    const document = documentFor(openCode, fileOf(openCode, firstIs(status), status === 'failed' ? 'failed' : 'passed'));
    expect(document).toContain(`| ${first.name} | **FAIL** |`);
    expect(document).toContain(`- OpenCode: ${others.length} pass, 0 not capable, 1 FAIL\n`);
  });

  it('given a scenario that is told of twice, when one of them failed, then its row is a failure', () => {
    const [failed, good] = [fileOf(openCode, firstIs('failed'), 'failed'), fileOf(openCode, () => 'passed')];
    for (const files of [[failed, good] as const, [good, failed] as const])
      expect(documentFor(openCode, ...files)).toContain(`| ${first.name} | **FAIL** |`);
  });

  it('given a subject of whose run there is no report, then all its rows are failures', () => {
    expect(documentFor(openCode)).toContain(`- OpenCode: 0 pass, 0 not capable, ${matrix.length} FAIL, and **FAIL** beside them\n`);
  });

  it('given a report on another subject only, then it says nothing of this one', () => {
    const other = fileOf({ ...openCode, name: 'Another' }, () => 'passed');
    expect(documentFor(openCode, other)).toContain(`- OpenCode: 0 pass, 0 not capable, ${matrix.length} FAIL`);
  });

  it('given an ability that is lacking, then its rows say why, and no other row does', () => {
    const needing = new Set(matrix.filter(({ needs }) => needs?.includes('questions')).map(titleOf));
    const document = documentFor(
      deaf,
      fileOf(deaf, (title) => (needing.has(title) ? 'skipped' : 'passed')),
    );
    expect(document.match(/\| not capable: it never asks \|/g)).toHaveLength(needing.size);
    expect(document).toContain(`- OpenCode: ${matrix.length - needing.size} pass, ${needing.size} not capable, 0 FAIL\n`);
  });

  it('given scenarios that all passed and a process that was left, then that is told beside the scenarios', () => {
    const document = documentFor(
      openCode,
      fileOf(openCode, () => 'passed', 'failed'),
    );
    expect(document).toContain(`- OpenCode: ${matrix.length} pass, 0 not capable, 0 FAIL, and **FAIL** beside them\n`);
  });
});

describe('the matrix', () => {
  it('has no title twice', () => {
    const titles = matrix.map(titleOf);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('is played against every subject by a test file', () => {
    for (const { id } of subjects) expect(existsSync(new URL(`./${id}.int.test.ts`, import.meta.url))).toBe(true);
  });
});

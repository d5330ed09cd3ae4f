import type { Subject } from '../src/subject.ts';

/** What the test runner writes as JSON, as far as it is read here. */
export interface RunnerReport {
  readonly testResults: readonly {
    /** `failed` also when it was not a test that failed but what comes before or after the tests. */
    readonly status: string;
    readonly assertionResults: readonly { readonly ancestorTitles: readonly string[]; readonly title: string; readonly status: string }[];
  }[];
}

/** How the matrix went with one subject. */
export interface Outcome {
  /** The runner's word for each scenario that it tells of, by title. A title that it tells of twice has its worst word. */
  readonly statuses: ReadonlyMap<string, string>;
  /** Nothing was wrong beside the scenarios: every strike fell, and after the clean stop no process is left, and the auditor finds nothing. */
  readonly isSound: boolean;
}

/** By the subject's id. */
export type Outcomes = Readonly<Record<string, Outcome>>;

export const passed = 'passed';

export function outcomesOf(subjects: readonly Subject[], { testResults }: RunnerReport): Outcomes {
  const outcomeOf = ({ name }: Subject): Outcome => {
    const files = testResults.filter((file) => file.assertionResults.some(({ ancestorTitles }) => ancestorTitles.includes(name)));
    const results = files.flatMap((file) => file.assertionResults.filter(({ ancestorTitles }) => ancestorTitles.includes(name)));
    const statuses = new Map<string, string>();
    for (const { title, status } of results) if ((statuses.get(title) ?? passed) === passed) statuses.set(title, status);
    const isWhole = (file: RunnerReport['testResults'][number]) =>
      file.status === passed || file.assertionResults.some(({ status }) => status === 'failed');
    return { statuses, isSound: files.length > 0 && files.every(isWhole) };
  };
  return Object.fromEntries(subjects.map((subject) => [subject.id, outcomeOf(subject)]));
}

/**
 * `npm run conformance` plays the matrix against every subject, prints the table and writes docs/conformance.md. Exits with 1
 * when a scenario failed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { subjects } from '../subjects/index.ts';
import { documentOf, type Failures } from './document.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'plumbline-conformance-'));
const report = join(scratch, 'report.json');

interface Report {
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly { readonly ancestorTitles: readonly string[]; readonly title: string; readonly status: string }[];
  }[];
}

function play(): Promise<number> {
  const command = [
    'run',
    '--project',
    'int',
    'packages/conformance',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  return new Promise((done) => {
    const child = spawn(join(root, 'node_modules', '.bin', 'vitest'), command, { cwd: root, stdio: 'inherit' });
    child.on('close', (code) => done(code ?? 1));
  });
}

/** What is skipped is not capable; everything else that is not passed has failed. */
function failuresOf({ testResults }: Report): Failures {
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = (name: string) =>
    results.filter(({ ancestorTitles, status }) => ancestorTitles.includes(name) && status === 'failed').map(({ title }) => title);
  return Object.fromEntries(subjects.map(({ id, name }) => [id, new Set(failed(name))]));
}

const code = await play();
const document = documentOf(subjects, failuresOf(JSON.parse(readFileSync(report, 'utf8'))));
rmSync(scratch, { recursive: true });
writeFileSync(join(root, 'docs', 'conformance.md'), document);
console.log(document);
process.exitCode = code;

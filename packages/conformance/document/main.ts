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
import { documentOf } from './document.ts';
import { outcomesOf } from './report.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'plumbline-conformance-'));
const report = join(scratch, 'report.json');

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

const code = await play();
const document = documentOf(subjects, outcomesOf(subjects, JSON.parse(readFileSync(report, 'utf8'))));
rmSync(scratch, { recursive: true });
writeFileSync(join(root, 'docs', 'conformance.md'), document);
console.log(document);
process.exitCode = code === 0 && document.includes('**FAIL**') ? 1 : code;

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBinary, isTested } from './binary.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-binary-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(directory: string, version: string): string {
  mkdirSync(path.join(root, directory), { recursive: true });
  const file = path.join(root, directory, 'opencode');
  writeFileSync(file, `#!/bin/sh\necho ${version}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('which OpenCode is run', () => {
  it('given a named one of a tested version, then that', async () => {
    const bin = program('named', '1.18.33');
    expect(await findBinary({ env: {}, bin })).toEqual({ path: bin, version: '1.18.33', source: 'environment' });
  });

  it('given a named one of another version, or that cannot be run, then it is refused and not passed over', async () => {
    const bin = program('named', '2.0.0');
    await expect(findBinary({ env: {}, bin })).rejects.toMatchObject({ failure: { code: 'PROVIDER_VERSION_UNSUPPORTED' } });
    await expect(findBinary({ env: {}, bin: path.join(root, 'none') })).rejects.toMatchObject({ failure: { code: 'PROVIDER_MISSING' } });
  });

  it('given one on PATH, then that if its version is tested, else the package, else a refusal', async () => {
    const good = program('good', '1.19.4');
    expect(await findBinary({ env: { PATH: `${root}/none:${path.dirname(good)}` } })).toMatchObject({ path: good, source: 'path' });
    const old = program('old', '0.15.0');
    const env = { PATH: path.dirname(old) };
    expect(await findBinary({ env })).toMatchObject({ version: '1.18.33', source: 'package' });
    await expect(findBinary({ env, packageRoots: [root] })).rejects.toMatchObject({ failure: { code: 'PROVIDER_VERSION_UNSUPPORTED' } });
    await expect(findBinary({ env: {}, packageRoots: [root] })).rejects.toMatchObject({ failure: { code: 'PROVIDER_MISSING' } });
  });

  it('given versions, then the range is from 1.18.0 to before 1.20.0', () => {
    const versions = ['1.17.99', '1.18.0', '1.18.33', '1.19.99', '1.20.0', '2.18.0', 'local', '1.18'];
    expect(versions.filter(isTested)).toEqual(['1.18.0', '1.18.33', '1.19.99']);
  });
});

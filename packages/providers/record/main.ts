import path from 'node:path';
import { parseArgs } from 'node:util';
import { scenes } from './scenes.ts';
import { Stage } from './stage.ts';

/**
 * Records the traces of test/traces again, from the real OpenCode with the practice model.
 * `npm run record -- [--out DIR] [name …]`; by default all, into test/traces.
 */
const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
const folder = path.resolve(values.out ?? path.join(import.meta.dirname, '..', 'test', 'traces'));

for (const scene of scenes) {
  if (positionals.length > 0 && !positionals.includes(scene.name)) continue;
  const stage = await Stage.open(scene.name, scene.config);
  try {
    await stage.createSession(scene.title ?? scene.name);
    await scene.play(stage);
    await stage.history();
  } finally {
    await stage.close(folder);
  }
  console.log(`${scene.name} recorded`);
}

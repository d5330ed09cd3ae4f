/** `LYING_TOKEN=… node --import tsx main.ts PORT STATE_DIR [SEED]`: the lying provider's process. */
import { readyText, tokenVariable } from '../wire.ts';
import { Agent } from './agent.ts';
import { createLyingServer } from './server.ts';
import { Streams } from './streams.ts';

const [port, stateDir, seed] = process.argv.slice(2);
const token = process.env[tokenVariable];
if (!/^\d+$/.test(port ?? '') || stateDir === undefined || !token) {
  console.error(`usage: ${tokenVariable}=… main.ts PORT STATE_DIR [SEED]`);
  process.exit(2);
}

// No two lives of the child share it.
const life = `${Date.now().toString(36)}${process.pid.toString(36)}`;
const agent = new Agent(stateDir, new Streams(life), seed === undefined ? null : Number(seed));
createLyingServer(agent, token).listen(Number(port), '127.0.0.1', () => console.log(`${readyText} ${port}`));
process.on('SIGTERM', () => process.exit(0));

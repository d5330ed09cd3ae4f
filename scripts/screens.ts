/**
 * `npm run screens`: pictures of every state of the page, or with `-- NAME …` some of them, made by a real server with the real
 * agent and the practice model. Each is taken wide and on a phone, light and dark, into docs/screens/all/; the few that the
 * README shows go to docs/screens/. It needs a built app; the browser is found or installed as for the tests.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { createClient } from '@plumbline/client';
import { Plumbline, root } from '../e2e/harness/plumbline.ts';
import { Camera, sizes } from './screens/camera.ts';
import { doubts, foretold, stopFailed, waiting } from './screens/live.ts';
import { agentMissing, comingAndGoing, firstRun, projectDialogs, serverAway } from './screens/places.ts';
import type { Scene } from './screens/scene.ts';
import { asking, attachments, fork, rewind, stopping, turns } from './screens/turns.ts';
import { overview, settings } from './screens/views.ts';
import { work } from './screens/work.ts';
import { ensureBrowser } from './test/browser.mjs';

/** Scenes of one server, in an order in which each gives scenery to the next; none needs it. */
interface Act {
  readonly env: Readonly<Record<string, string>>;
  readonly scenes: readonly Scene[];
}

const acts: readonly Act[] = [
  {
    env: {},
    scenes: [
      ...[firstRun, turns, asking, stopping, fork, rewind, comingAndGoing, overview, settings, work, attachments],
      ...[waiting, foretold, projectDialogs, doubts, serverAway],
    ],
  },
  { env: { PLUMBLINE_LYING: 'script' }, scenes: [stopFailed] },
  { env: { PLUMBLINE_OPENCODE_BIN: '/nonexistent/opencode' }, scenes: [agentMissing] },
];

const only = process.argv.slice(2);
const folder = join(root, 'docs', 'screens');

async function main(): Promise<void> {
  const all = acts.flatMap(({ scenes }) => scenes.flatMap(({ pictures }) => pictures));
  const unknown = only.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`No scene takes ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
  if (only.length === 0) rmSync(join(folder, 'all'), { recursive: true, force: true });
  mkdirSync(join(folder, 'all'), { recursive: true });
  const executablePath = await ensureBrowser(root);
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ args, ...(executablePath ? { executablePath } : {}) });
  try {
    for (const { env, scenes } of acts) {
      const wanted = scenes.filter(({ pictures }) => only.length === 0 || pictures.some((name) => only.includes(name)));
      if (wanted.length > 0) await perform(browser, env, wanted);
    }
  } finally {
    await browser.close();
  }
}

/** Plays scenes on a server of their own, each in a page that nobody has used. */
async function perform(browser: Browser, env: Act['env'], scenes: readonly Scene[]): Promise<void> {
  const plumbline = await Plumbline.launch(env);
  try {
    const api = createClient({ url: plumbline.url, token: plumbline.token });
    const storageState = await signIn(browser, plumbline);
    for (const scene of scenes) {
      const context = await browser.newContext({ storageState, viewport: sizes.wide, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(plumbline.url);
      await scene.play({ page, plumbline, api, camera: new Camera(page, folder, scene.pictures, only) });
      await context.close();
    }
  } finally {
    await plumbline.stop();
    plumbline.remove();
  }
}

/** The link works once: its cookie serves all scenes. */
async function signIn(browser: Browser, { link, url }: Plumbline) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL(`${url}/`);
  const state = await context.storageState();
  await context.close();
  return state;
}

await main();

/**
 * `npm run screens`: pictures of every state of the page, made by a real server with the real agent and the practice model.
 * Each is taken wide and on a phone, light and dark, into docs/screens/all/; the few that the README shows go to
 * docs/screens/. It needs a built app, and Chromium (PLUMBLINE_TEST_CHROMIUM, else Playwright's own).
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { createClient } from '@plumbline/client';
import { Plumbline, root } from '../e2e/harness/plumbline.ts';
import { Camera } from './screens/camera.ts';
import { doubts, stopFailed, waiting } from './screens/live.ts';
import { agentMissing, firstRun, projectDialogs, serverAway, threads } from './screens/scenes.ts';
import { overview, settings } from './screens/views.ts';
import { work } from './screens/work.ts';

const executablePath = process.env.PLUMBLINE_TEST_CHROMIUM;
const only = process.argv.slice(2);

async function main(): Promise<void> {
  const folder = join(root, 'docs', 'screens');
  if (only.length === 0) rmSync(join(folder, 'all'), { recursive: true, force: true });
  mkdirSync(join(folder, 'all'), { recursive: true });
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ args, ...(executablePath ? { executablePath } : {}) });
  try {
    await served({}, async (plumbline) => {
      const page = await signedIn(plumbline);
      const stage = {
        page,
        plumbline,
        api: createClient({ url: plumbline.url, token: plumbline.token }),
        camera: new Camera(page, folder, only),
      };
      for (const scene of [firstRun, threads, overview, settings, work, waiting, projectDialogs, doubts, serverAway]) await scene(stage);
    });
    await served({ PLUMBLINE_LYING: 'script' }, async (plumbline) => {
      const page = await signedIn(plumbline);
      const api = createClient({ url: plumbline.url, token: plumbline.token });
      await stopFailed({ page, plumbline, api, camera: new Camera(page, folder, only) });
    });
    await served({ PLUMBLINE_OPENCODE_BIN: '/nonexistent/opencode' }, async (plumbline) => {
      const page = await signedIn(plumbline);
      const api = createClient({ url: plumbline.url, token: plumbline.token });
      await agentMissing({ page, plumbline, api, camera: new Camera(page, folder, only) });
    });
  } finally {
    await browser.close();
  }

  async function signedIn(plumbline: Plumbline) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(plumbline.link);
    await page.waitForURL(`${plumbline.url}/`);
    return page;
  }
}

async function served(env: Readonly<Record<string, string>>, use: (plumbline: Plumbline) => Promise<void>): Promise<void> {
  const plumbline = await Plumbline.launch(env);
  try {
    await use(plumbline);
  } finally {
    await plumbline.stop();
    plumbline.remove();
  }
}

await main();

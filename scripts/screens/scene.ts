import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect as expectSoon, type Page } from '@playwright/test';
import type { createClient } from '@plumbline/client';
import type { Plumbline } from '../../e2e/harness/plumbline.ts';
import { Workbench } from '../../e2e/harness/workbench.ts';
import type { Camera } from './camera.ts';

/** The agent may take its time to start. */
export const expect = expectSoon.configure({ timeout: 40_000 });

export interface Stage {
  /** New, signed in, at `/`. */
  readonly page: Page;
  /** Shared with the scenes before: what they left there is scenery, and nothing to build on. */
  readonly plumbline: Plumbline;
  readonly api: ReturnType<typeof createClient>;
  readonly camera: Camera;
}

/** Pictures that are taken one after the other. It stands by itself: any of them can be played alone. */
export interface Scene {
  readonly pictures: readonly string[];
  play(stage: Stage): Promise<void>;
}

/** A project with something in it, and threads of it on the page. */
export async function bench(stage: Stage, name: string) {
  const path = join(stage.plumbline.base, 'work', name);
  cpSync(join(stage.plumbline.dataDir, 'sample'), path, { recursive: true });
  return benchAt(stage, path);
}

/** The same in a directory that is there. */
export async function benchAt({ page, plumbline, api }: Stage, path: string) {
  const known = (await api.project.list.query()).projects.find((each) => each.path === path);
  const projectId = known?.projectId ?? (await api.project.add.mutate({ path })).projectId;
  const workbench = new Workbench(page, plumbline.url);
  const begin = async (title?: string) => {
    const { threadId } = await api.thread.create.mutate({ projectId, ...(title && { title }) });
    await workbench.open(threadId);
    await expect(page.locator('[data-connection="live"]')).toBeVisible();
    return threadId;
  };
  return { workbench, begin, project: { projectId, path } };
}

/** The project that Plumbline makes for newcomers. */
export async function sample(stage: Stage) {
  return benchAt(stage, join(stage.plumbline.dataDir, 'sample'));
}

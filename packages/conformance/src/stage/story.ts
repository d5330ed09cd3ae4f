import type { ThreadEvent } from '@plumbline/lifecycle';
import type { Thread } from './thread.ts';

/** What happened on a thread, one event a line, for a scenario that failed. Never fails itself. */
export async function storyOf(thread: Thread): Promise<string> {
  try {
    const { version } = await thread.get();
    const told = (await thread.follow(version)).flatMap((each) =>
      each.kind === 'event' && each.event !== null ? [`${each.version} ${lineOf(each.event)}`] : [],
    );
    return `What happened on ${thread.title}:\n${told.join('\n')}`;
  } catch (error) {
    return `What happened on ${thread.title} cannot be told: ${String(error)}`;
  }
}

const lineLimit = 240;

function lineOf({ type, ...facts }: ThreadEvent): string {
  return `${type} ${JSON.stringify(facts)}`.slice(0, lineLimit);
}

import type { Builtin } from './builtin.ts';

const thoughts = `The user wants to see a long turn. So I take my time: first I think, slowly, and then I write, slowly too.
None of this is real thought. It is a fixed text that a script sends piece by piece, about a tenth of a second apart,
so that there is time to look at the page while a turn runs, to open another thread, to reload, or to press Stop.
`;

const words = `This answer arrives slowly on purpose. While it does, you can try a few things:

1. **Press Stop** (or Esc). The turn ends as *interrupted*, and the words that have arrived stay where they are.
2. **Reload the page.** The turn runs on the server, not in the page; you come back to the same text, a little longer.
3. **Open another thread** and send a prompt there. Both run side by side.
4. **Send another message here.** It waits in the queue until this turn has ended.

A plumb line comes to rest by itself if it is given time. It swings less and less, and in the end it points straight down,
whatever anyone would like it to point at. A thread here is meant to do the same: whatever happens on the way, it settles,
and then it says what is true.

If you read this sentence, you did not press Stop. The turn ends now, as *completed*.
`;

/** About 25 seconds, so that a person can press Stop in the middle. */
export const think: Builtin = {
  name: 'think',
  pattern: /^think (long|for long|for a long time|slowly|for a while)$/,
  needs: [],
  play: () => [
    { kind: 'reasoning', text: thoughts, chunk: 5, paceMs: 115 },
    { kind: 'text', text: words, chunk: 6, paceMs: 115 },
  ],
};

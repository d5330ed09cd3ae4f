/**
 * `npm run docs` writes docs/lifecycle.md: hand-written words, rules and invariants beside this file, and tables and diagrams
 * made from the code. With `--check` it writes nothing and fails when the document is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pendingTable, restTable, runningTable } from '../src/settlement.ts';
import { diagram } from './diagrams.ts';
import { settlementTable, standingsTable } from './tables.ts';
import { walk } from './transitions.ts';

const target = new URL('../../../docs/lifecycle.md', import.meta.url);
const part = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8').trim();

function document(): string {
  const transitions = walk();
  return `<!-- Made by \`npm run docs\` from packages/lifecycle. Do not edit here. -->

# The lifecycle law

What a thread, its session and its turns may be, and how they change. One pure package, [packages/lifecycle](../packages/lifecycle/README.md),
holds these rules; the server and the browser both run it. Code cites them as "rule N". Every state and every arrow below was found by walking that
code, and every row of a table is a row of \`settlement.ts\`. How all of it is walked and checked: [explorer.md](explorer.md).

## 1. Words

${part('words.md')}

## 2. States

An arrow is labelled with the events that make it. What leads to those events stands in section 3.

### Session

\`starting\` and \`error\` also say whether the provider session is bound. Every send goes through \`starting\`, also on a bound session. Marks beside
the state: the last error, a stop of the session under way, unverified since, quiet since, draining (aborted and not yet observed idle).

${diagram(transitions, 'session')}

### Turn

A live turn may carry a stop mark (by user, guard or archive): every ending but an explicit success takes the stop's outcome and cause. A running one
may carry a retry. A settled one has its cause, and \`inferred\` if the outcome was deduced rather than told.

${diagram(transitions, 'turn')}

### Message

A returned message was not seen, or perhaps seen, by the provider; it is shown above the composer and never sent by itself.

${diagram(transitions, 'message')}

### Queue

${diagram(transitions, 'queue')}

### Request

${diagram(transitions, 'request')}

### Item

${diagram(transitions, 'item')}

## 3. Settlement tables

The only place where outcomes are decided. All facts are of the current epoch, and of the live turn or of none; those of another turn, an older epoch
or a settled turn change nothing and are counted with their reason.

### A turn is running

${settlementTable(runningTable)}

### A turn is pending

An ending of a pending turn shows that the provider has its prompt: accepted, then settled, in one append. If nothing was handed over it cannot be of this
turn, and is ignored.

${settlementTable(pendingTable)}

### No turn is live

${settlementTable(restTable)}

### The newest step decides

For a turn whose provider is idle. Deduced, so \`inferred\`.

${standingsTable()}

An observed idle that says \`interrupted\`, without a stop under way, needs a second observation, one second later. Observed gone settles at once: a
dead process does not come back.

## 4. Rules

"As built" says where building showed a rule to be different, or what it left open.

${part('rules.md')}

## 5. Invariants

${part('invariants.md')}
`;
}

const made = document();
if (!process.argv.includes('--check')) {
  writeFileSync(target, made);
} else if (readFileSync(target, 'utf8') !== made) {
  console.error('docs/lifecycle.md is stale: run `npm run docs`.');
  process.exitCode = 1;
}

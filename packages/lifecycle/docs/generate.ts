/**
 * `npm run docs` writes docs/lifecycle.md: hand-written words, rules and invariants beside this file, and tables and diagrams
 * made from the code; and docs/rules.md: what holds each rule. With `--check` it writes nothing and fails when a document is stale.
 * Either way it fails when a row of docs/rules.md names what is not there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pendingTable, restTable, runningTable } from '../src/settlement.ts';
import { diagram } from './diagrams.ts';
import { rulesDocument } from './held/document.ts';
import { faultsOf } from './held/faults.ts';
import { held } from './held/index.ts';
import { settlementTable, standingsTable } from './tables.ts';
import { walk } from './transitions.ts';

const root = new URL('../../../', import.meta.url);
const part = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8').trim();

function document(): string {
  const transitions = walk();
  return `<!-- Made by \`npm run docs\` from packages/lifecycle. Do not edit here. -->

# The lifecycle law

What a thread, its session and its turns may be, and how they change. One pure package, [packages/lifecycle](../packages/lifecycle/README.md),
holds these rules; the server and the browser both run it. Code cites them as "rule N"; [rules.md](rules.md) says what holds each of them. Every state and every arrow below was found by walking that
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

const documents = { 'docs/lifecycle.md': document(), 'docs/rules.md': rulesDocument(held) };
for (const [path, made] of Object.entries(documents)) {
  const target = new URL(path, root);
  if (!process.argv.includes('--check')) {
    writeFileSync(target, made);
  } else if (readFileSync(target, 'utf8') !== made) {
    complain(`${path} is stale: run \`npm run docs\`.`);
  }
}
for (const fault of faultsOf(held, fileURLToPath(root))) complain(fault);

function complain(what: string): void {
  console.error(what);
  process.exitCode = 1;
}

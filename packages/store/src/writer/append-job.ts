import type { BlobId, EventRecord, ItemId, ThreadEvent } from '@plumbline/lifecycle';
import { type Append, type LoggedEvent, type Receipt, StoreFault } from '../contract.ts';
import type { Written } from '../database/file-connection.ts';
import { insertInto, type Statement } from '../database/statement.ts';
import { type Projection, project, type Recorded } from '../projection/project.ts';
import { rowsOfThePast } from '../projection/rows-of-the-past.ts';
import { statementsOf } from '../projection/statements.ts';
import { events, receipts } from '../schema/index.ts';
import { blobStatements } from '../text/blob-pieces.ts';
import { usedStatements } from '../uploads.ts';
import type { Built, Job, Needs } from './job.ts';
import type { Known } from './known.ts';
import type { RowsAtHand } from './rows-at-hand.ts';

const insertEvent = insertInto(events);
const insertReceipt = insertInto(receipts);

/** An append, with its projections, receipt and blobs. */
export class AppendJob implements Job {
  readonly weight: number;
  readonly #append: Append;
  readonly #payloads: readonly string[];
  readonly #resolve: (events: readonly LoggedEvent[]) => void;
  readonly #reject: (fault: StoreFault) => void;
  #logged: readonly LoggedEvent[] = [];

  constructor(append: Append, resolve: (events: readonly LoggedEvent[]) => void, reject: (fault: StoreFault) => void) {
    this.#append = append;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#payloads = append.events.map(({ event }) => JSON.stringify(event));
    const blobs = (append.blobs ?? []).reduce((sum, blob) => sum + blob.text.length, 0);
    this.weight = blobs + this.#payloads.reduce((sum, payload) => sum + payload.length * 2 + 1_000, 0);
  }

  needs(known: Known): Needs {
    const { threadId, expectedVersion } = this.#append;
    const rows = rowsOfThePast(
      this.#append.before,
      this.#append.events.map(({ event }) => event),
    );
    // A new thread needs no look: the unique index refuses a second first event.
    return expectedVersion > 0 && known.version(threadId) === undefined ? { ...rows, versions: [threadId] } : rows;
  }

  build(known: Known, rows: RowsAtHand): Built {
    const { threadId, expectedVersion, before, receipt, blobs = [] } = this.#append;
    const version = known.version(threadId) ?? expectedVersion;
    if (version !== expectedVersion || (before?.version ?? 0) !== expectedVersion)
      throw new StoreFault('VERSION_CONFLICT', `Thread ${threadId} is at version ${version}, not at ${expectedVersion}.`);
    const logged = this.#placed(known.head);
    const projection = logged.length > 0 ? project(before, this.#recorded(logged), rows) : null;
    const statements = [
      ...logged.map((event, index) => this.#eventStatement(event, index)),
      ...(projection ? statementsOf(projection) : []),
      ...blobs.flatMap((blob) => blobStatements(blob)),
      ...usedStatements(this.#append.events.flatMap(({ event }) => attachedTo(event))),
      ...(receipt ? [receiptStatement(receipt)] : []),
    ];
    this.#remember(known, rows, logged, projection);
    this.#logged = logged;
    return { statements, events: logged };
  }

  done(_results: readonly Written[] | null): void {
    this.#resolve(this.#logged);
  }

  fail(fault: StoreFault): void {
    this.#reject(fault);
  }

  #placed(head: number): LoggedEvent[] {
    const { threadId, expectedVersion, at } = this.#append;
    return this.#append.events.map(({ event }, index) => ({
      sequence: head + index + 1,
      threadId,
      version: expectedVersion + index + 1,
      at,
      event,
    }));
  }

  #recorded(logged: readonly EventRecord[]): Recorded[] {
    return logged.map((record, index) => ({ record, private: this.#append.events[index]?.private ?? null }));
  }

  #eventStatement(event: LoggedEvent, index: number): Statement {
    const facts = this.#append.events[index]?.private;
    return insertEvent({
      sequence: event.sequence,
      threadId: event.threadId,
      version: event.version,
      at: event.at,
      type: event.event?.type ?? '',
      payload: this.#payloads[index] ?? 'null',
      private: facts ? JSON.stringify(facts) : null,
    });
  }

  #remember(known: Known, rows: RowsAtHand, logged: readonly LoggedEvent[], projection: Projection | null): void {
    if (!projection) return;
    known.head += logged.length;
    known.setVersion(this.#append.threadId, projection.after.version);
    rows.take(projection);
    for (const itemId of projection.discarded) known.endText(itemId);
    for (const item of projection.items.values()) {
      if (item.status !== 'streaming') known.endText(item.itemId);
      else if (known.textLength(item.itemId) === undefined && isNew(this.#append, item.itemId))
        known.setTextLength(item.itemId, item.kind === 'tool' ? 0 : item.text.length);
    }
  }
}

function attachedTo(event: ThreadEvent): readonly BlobId[] {
  return event.type === 'message.accepted' ? event.attachments.map(({ blobId }) => blobId) : [];
}

export function receiptStatement(receipt: Receipt): Statement {
  const { commandId, threadId, payloadHash, at, answer } = receipt;
  return insertReceipt({ commandId, threadId, payloadHash, at, answer: JSON.stringify(answer ?? null) });
}

function isNew({ before }: Append, itemId: ItemId): boolean {
  return !(before?.turn?.state === 'running' && before.turn.items[itemId]);
}

import type { TellingLie } from '../script/shape.ts';
import type { WireEventBody } from '../wire.ts';
import type { Gates } from './gates.ts';
import type { Streams } from './streams.ts';

const memory = 1_000;

interface ActiveLie {
  readonly lie: TellingLie;
  left: number;
  readonly held: WireEventBody[];
}

/** Tells what happens in one session, as its lies want it told. */
export class Teller {
  readonly #session: string;
  readonly #streams: Streams;
  readonly #gates: Gates;
  readonly #told: WireEventBody[] = [];
  #lies: ActiveLie[] = [];
  #isMute = false;

  constructor(session: string, streams: Streams, gates: Gates) {
    this.#session = session;
    this.#streams = streams;
    this.#gates = gates;
  }

  /** From the next event on, after the lies that are not used up yet. */
  lie(lie: TellingLie): void {
    this.#lies.push({ lie, left: lie.events, held: [] });
  }

  tell(body: WireEventBody): void {
    const [active] = this.#lies;
    if (active === undefined) this.#send(body);
    else this.#lieWith(active, body);
  }

  #lieWith(active: ActiveLie, body: WireEventBody): void {
    active.left -= 1;
    if (active.left === 0) this.#lies.shift();
    switch (active.lie.lie) {
      case 'never':
        return;
      case 'twice':
        this.#send(body);
        this.#send(body);
        return;
      case 'late':
        this.#gates.whenOpen(active.lie.gate, () => this.#send(body));
        return;
      case 'swap':
        active.held.push(body);
        if (active.left === 0) this.#sendReversed(active);
    }
  }

  /** The turn has ended: what waits for company is told, and no lie goes over to the next turn. */
  flush(): void {
    const lies = this.#lies;
    this.#lies = [];
    for (const active of lies) this.#sendReversed(active);
  }

  /** Tells the last events once more. */
  replay(events: number): void {
    for (const body of this.#told.slice(-events)) this.#streams.send(this.#session, body);
  }

  /** Nothing is told of this session any more. */
  mute(): void {
    this.#isMute = true;
  }

  /** Past every lie: an event of an unknown kind, or in the name of another life. */
  tellAnything(body: object, life?: string): void {
    this.#streams.send(this.#session, body, life);
  }

  #sendReversed({ held }: ActiveLie): void {
    for (const body of held.reverse()) this.#send(body);
  }

  #send(body: WireEventBody): void {
    if (this.#isMute) return;
    this.#told.push(body);
    if (this.#told.length > memory) this.#told.shift();
    this.#streams.send(this.#session, body);
  }
}

type Task = () => Promise<void>;

export type Priority = 'urgent' | 'normal';

/**
 * Runs tasks one after the other. An urgent task (an interrupt) overtakes every normal one that waits, never the one that
 * runs; tasks do no external call but the database's, so that one is short.
 */
export class Executor {
  readonly #urgent: Task[] = [];
  readonly #normal: Task[] = [];
  #running = false;

  /** Tasks that wait; the one that runs is not counted. */
  get waiting(): number {
    return this.#urgent.length + this.#normal.length;
  }

  get idle(): boolean {
    return !this.#running && this.waiting === 0;
  }

  run<T>(task: () => Promise<T>, priority: Priority = 'normal'): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const queue = priority === 'urgent' ? this.#urgent : this.#normal;
      queue.push(() => begin(task).then(resolve, reject));
      if (!this.#running) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#running = true;
    try {
      for (let task = this.#next(); task !== undefined; task = this.#next()) await task();
    } finally {
      this.#running = false;
    }
  }

  #next(): Task | undefined {
    return this.#urgent.shift() ?? this.#normal.shift();
  }
}

/** A task that throws before its first promise fails for its caller alone; the ones behind it run. */
function begin<T>(task: () => Promise<T>): Promise<T> {
  try {
    return task();
  } catch (error) {
    return Promise.reject(error);
  }
}

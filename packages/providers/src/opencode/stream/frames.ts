/**
 * Cuts a text/event-stream into the data of its events. Bounded: a frame larger than the limit throws, and the stream is
 * opened anew.
 */
export class Frames {
  readonly #limit: number;
  #rest = '';

  constructor(limit = 32 * 1024 * 1024) {
    this.#limit = limit;
  }

  push(text: string): string[] {
    // A long frame comes in many chunks: only the new text can hold its end.
    const from = Math.max(0, this.#rest.length - 1);
    this.#rest += text;
    const frames: string[] = [];
    let start = 0;
    for (let end = this.#rest.indexOf('\n\n', from); end >= 0; end = this.#rest.indexOf('\n\n', start)) {
      const data = dataOf(this.#rest.slice(start, end));
      if (data !== '') frames.push(data);
      start = end + 2;
    }
    if (start > 0) this.#rest = this.#rest.slice(start);
    if (this.#rest.length > this.#limit) throw new Error('a frame of the event stream is too large');
    return frames;
  }
}

function dataOf(frame: string): string {
  return frame
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(line.startsWith('data: ') ? 6 : 5))
    .join('\n');
}

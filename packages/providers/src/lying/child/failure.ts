import type { Failure } from '@plumbline/lifecycle';

/** Thrown by a deed that ends the turn. */
export class TurnFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

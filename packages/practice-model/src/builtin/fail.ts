import type { Builtin } from './builtin.ts';

/** An error of the kind that OpenCode does not retry, with a reason that a person can read. */
export const fail: Builtin = {
  name: 'fail',
  pattern: /^fail( on purpose| now)?$/,
  needs: [],
  play: () => [
    {
      kind: 'status',
      code: 400,
      body: {
        error: {
          message: 'The practice model failed because you asked it to. Nothing is broken: send another prompt and it goes on.',
          type: 'invalid_request_error',
          code: 'failed_on_purpose',
        },
      },
    },
  ],
};

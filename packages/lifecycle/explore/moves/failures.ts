import type { Failure } from '../../src/index.ts';

export const unavailable: Failure = { code: 'PROVIDER_UNAVAILABLE', message: 'because', retryable: true };
export const limit: Failure = { code: 'PROVIDER_LIMIT', message: 'too much', retryable: true };

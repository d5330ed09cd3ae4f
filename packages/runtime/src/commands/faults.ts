import { ProviderFault } from '@plumbline/providers';
import { StoreFault } from '@plumbline/store';
import { RuntimeFault } from '../contract.ts';

/** Every error that leaves the runtime has a typed code. */
export function toFault(error: unknown): RuntimeFault {
  if (error instanceof RuntimeFault) return error;
  if (error instanceof ProviderFault) return new RuntimeFault(error.failure.code, error.failure.message, null, { cause: error });
  if (error instanceof StoreFault) return storeFault(error);
  return new RuntimeFault('INTERNAL', 'Something went wrong in the server.', null, { cause: error });
}

function storeFault(error: StoreFault): RuntimeFault {
  switch (error.code) {
    case 'DATABASE_NEWER':
    case 'DATA_DIR_LOCKED':
      return new RuntimeFault(error.code, error.message, null, { cause: error });
    case 'STORAGE_UNAVAILABLE':
    case 'CORRUPT':
      return new RuntimeFault('STORAGE_UNAVAILABLE', error.message, null, { cause: error });
    case 'VERSION_CONFLICT':
      return new RuntimeFault('INTERNAL', 'The thread changed twice while the command was applied.', null, { cause: error });
  }
}

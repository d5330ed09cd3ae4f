export * from './contract.ts';
export { databaseUrlFrom, dataDirFrom, makeDataDir } from './data-dir.ts';
export { type Lock, lockDataDir } from './lock/lock.ts';
export { readServerFile, type ServerFile } from './lock/server-file.ts';
export { openStore, type StoreOptions } from './store.ts';

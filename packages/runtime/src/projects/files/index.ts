export { createFileIndex, type FileIndex, type FoundFiles } from './file-index.ts';

export { mentionedFiles } from './resolve.ts';

export { createFileIndex, type FileIndex, type FoundFiles } from './files/index.ts';
export { isAvailable, judgePath, type PathProblem, projectPath } from './path.ts';
export { makeSampleProject } from './sample.ts';

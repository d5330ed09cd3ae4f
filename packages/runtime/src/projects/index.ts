export { isAvailable, judgePath, type PathProblem, projectPath } from './path.ts';
export { makeSampleProject } from './sample.ts';

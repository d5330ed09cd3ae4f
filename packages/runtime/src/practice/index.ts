export { createPractice, type Practice, type PracticeEndpoint, type PracticeOptions } from './practice.ts';

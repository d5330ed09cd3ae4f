/** A prompt for people, to be shown on the page as something to click. */
export interface PracticePrompt {
  readonly name: 'explain' | 'write' | 'permission' | 'question' | 'fail' | 'think';
  /** What to send. */
  readonly prompt: string;
  /** What will happen, in one line. */
  readonly shows: string;
}

/** Every built-in prompt, the best first. */
export const practicePrompts: readonly PracticePrompt[] = [
  { name: 'write', prompt: 'Write a file and run it', shows: 'writes hello.mjs into the project and runs it with Node' },
  { name: 'explain', prompt: 'Explain this project', shows: 'lists the folder, reads its README and says what is there' },
  { name: 'permission', prompt: 'Ask me for a permission', shows: 'wants to read a file outside the project, which you allow or deny' },
  { name: 'question', prompt: 'Ask me a question', shows: 'asks you to choose, and works with your answer' },
  { name: 'think', prompt: 'Think for a long time', shows: 'thinks and writes slowly for about 25 seconds, so that you can press Stop' },
  { name: 'fail', prompt: 'Fail on purpose', shows: 'ends the turn with an error of the model' },
];

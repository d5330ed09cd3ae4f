/** The files of the sample project, by path: a program small enough to be understood at a glance, with a test that passes. */
export const sampleFiles: Readonly<Record<string, string>> = {
  'README.md': `# Greeter

A small Node.js program that greets people, made by Plumbline so that you have something to try agents on.
Change it as you like: nothing else depends on it.

- \`npm start -- Ada\` prints a greeting.
- \`npm test\` runs the tests.

Ideas to try: "Explain this project", "Greet by the time of day", "Add a German greeting with a test".
`,
  'package.json': `${JSON.stringify(
    {
      name: 'greeter',
      version: '1.0.0',
      private: true,
      type: 'module',
      scripts: { start: 'node src/main.js', test: 'node --test' },
    },
    null,
    2,
  )}\n`,
  'src/greet.js': `const greetings = { en: 'Hello', fr: 'Bonjour' };

/** A greeting for a person, in one of the languages above; English by default. */
export function greet(name, language = 'en') {
  const greeting = greetings[language];
  if (greeting === undefined) throw new RangeError(\`No greeting in "\${language}"\`);
  return \`\${greeting}, \${name.trim() || 'stranger'}!\`;
}
`,
  'src/main.js': `import { greet } from './greet.js';

const [name = '', language] = process.argv.slice(2);
console.log(greet(name, language));
`,
  'test/greet.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { greet } from '../src/greet.js';

test('greets by name', () => {
  assert.equal(greet('Ada'), 'Hello, Ada!');
});

test('greets in another language', () => {
  assert.equal(greet('Ada', 'fr'), 'Bonjour, Ada!');
});

test('greets whoever gives no name', () => {
  assert.equal(greet(' '), 'Hello, stranger!');
});
`,
  '.gitignore': 'node_modules/\n',
};

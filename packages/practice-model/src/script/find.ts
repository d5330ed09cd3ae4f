const marker = /(?:^|\n)[ \t]*practice:[ \t]*(?=\{)/;

/**
 * The JSON text of the script in a prompt, or undefined if the prompt has none. A script begins at the start of a line, and
 * may have other text before and after it: agents put reminders and attachments around what the user wrote.
 */
export function findScriptText(prompt: string): string | undefined {
  const found = marker.exec(prompt);
  if (!found) return undefined;
  const start = found.index + found[0].length;
  return prompt.slice(start, endOfObject(prompt, start));
}

/** The index behind the brace that closes the object at `start`; the end of the text if none does (the parser then says what is wrong). */
export function endOfObject(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index++) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') depth++;
    else if (char === '}') {
      depth--;
      if (depth === 0) return index + 1;
    }
  }
  return text.length;
}

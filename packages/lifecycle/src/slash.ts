/** A command of the agent at the beginning of a message: `/name`, then what it is given. */
export interface SlashCommand {
  readonly name: string;
  readonly input: string;
}

/** Null: the message begins with none. Whether the agent has such a command is not known here. */
export function slashCommand(text: string): SlashCommand | null {
  const [, name, input = ''] = /^\/([\w.:-]{1,100}(?:\/[\w.:-]{1,100})?)(?:\s+([\s\S]*))?$/.exec(text.trim()) ?? [];
  return name === undefined ? null : { name, input };
}

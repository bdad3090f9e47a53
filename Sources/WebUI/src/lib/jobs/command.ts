// The command line that a form's values give, as the server will build it; and one that a shell can read.
import type { Template, TemplateParameter } from '../api/types.ts';

export type Value = string | number | boolean | string[] | undefined;

function words(value: Value): string[] {
  if (value === undefined || typeof value === 'boolean') return [];
  return Array.isArray(value) ? value : [String(value)];
}

function option({ flag }: TemplateParameter, value: Value): string[] {
  if (flag === undefined || value === undefined || value === false) return [];
  if (value === true) return [flag];
  const given = words(value);
  return given.length > 0 ? [flag, ...given] : [];
}

/** Options in the order of the template, then positional arguments by their place. */
export function commandLine(template: Template, values: Record<string, Value>): string[] {
  const options = template.parameters.filter(({ position }) => position === undefined);
  const positional = template.parameters
    .filter(({ position }) => position !== undefined)
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return [
    ...template.command,
    ...options.flatMap((parameter) => option(parameter, values[parameter.name])),
    ...positional.flatMap((parameter) => words(values[parameter.name])),
  ];
}

/** Quoted where a shell would take it for something else. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export const shellLine = (command: string[]) => command.map(quoted).join(' ');

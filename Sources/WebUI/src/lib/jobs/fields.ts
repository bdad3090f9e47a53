// A template's parameters as fields of a form: from text to values, and what is wrong with a text.
import type { FieldError, Job, JobRequest, Template, TemplateParameter } from '../api/types.ts';
import type { Value } from './command.ts';

/** What the form's controls hold: text, or a switch. */
export type Entries = Record<string, string | boolean>;

export interface Variable {
  name: string;
  value: string;
}

export const titleOfField = (parameter: TemplateParameter) =>
  parameter.title ?? parameter.name.replaceAll(/[_-]/g, ' ').replace(/^./, (letter) => letter.toUpperCase());

function entryOf(parameter: TemplateParameter, value: unknown): string | boolean {
  if (parameter.type === 'boolean') return value === true;
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join('\n') : String(value);
}

/** Defaults, or the parameters of a job that is run again. */
export function entriesFor(template: Template, from?: Job): Entries {
  return Object.fromEntries(
    template.parameters.map((parameter) => [
      parameter.name,
      entryOf(parameter, from?.parameters[parameter.name] ?? parameter.default),
    ]),
  );
}

function numberOf(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
}

/** undefined: left out, so that the server takes its default, or says that it is needed. */
export function valueOf(parameter: TemplateParameter, entry: string | boolean | undefined): Value {
  if (typeof entry !== 'string') return entry;
  if (parameter.type === 'array') {
    const lines = entry.split('\n').filter((line) => line !== '');
    return lines.length > 0 ? lines : undefined;
  }
  if (entry === '') return undefined;
  return parameter.type === 'integer' || parameter.type === 'number' ? numberOf(entry) : entry;
}

export function boundsOf({ minimum, maximum }: TemplateParameter): string {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (minimum !== undefined) return `at least ${minimum}`;
  return maximum === undefined ? '' : `at most ${maximum}`;
}

/** Help, bounds and how to write it, in one line. */
export function hintOf(parameter: TemplateParameter): string {
  const format = parameter.type === 'array' ? 'one per line' : '';
  const rules = [boundsOf(parameter), format].filter(Boolean).join(', ');
  const rule = rules.replace(/^./, (letter) => letter.toUpperCase()) + (rules && '.');
  const help = parameter.help?.replace(/[^.!?]$/, '$&.') ?? '';
  return [help, rule].filter(Boolean).join(' ');
}

function faultOfNumber(parameter: TemplateParameter, value: number): string | undefined {
  const whole = parameter.type === 'integer';
  if (Number.isNaN(value)) return whole ? 'Must be a whole number' : 'Must be a number';
  if (whole && !Number.isInteger(value)) return 'Must be a whole number';
  const { minimum = -Infinity, maximum = Infinity } = parameter;
  return value < minimum || value > maximum ? `Must be ${boundsOf(parameter)}` : undefined;
}

/** What is wrong with an entry, in words, or undefined. */
export function faultOf(
  parameter: TemplateParameter,
  entry: string | boolean | undefined,
): string | undefined {
  const value = valueOf(parameter, entry);
  if (value === undefined)
    return parameter.required && parameter.default === undefined ? 'Must be given' : undefined;
  if (typeof value === 'number') return faultOfNumber(parameter, value);
  const { choices } = parameter;
  if (choices && typeof value === 'string' && !choices.includes(value))
    return `Must be one of ${choices.join(', ')}`;
  return undefined;
}

export function valuesOf(template: Template, entries: Entries): Record<string, Value> {
  return Object.fromEntries(
    template.parameters.map((parameter) => [parameter.name, valueOf(parameter, entries[parameter.name])]),
  );
}

export function requestOf(
  template: Template,
  entries: Entries,
  name: string,
  environment: Record<string, string>,
): JobRequest {
  const given = Object.entries(valuesOf(template, entries)).filter(([, value]) => value !== undefined);
  const request: JobRequest = {
    template: template.id,
    parameters: Object.fromEntries(given),
    environment,
  };
  return name.trim() === '' ? request : { ...request, name: name.trim() };
}

const unescaped = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** The server's errors by field: `parameters/trials`, `name`, `environment/HOME`; `` for the whole request. */
export function faultsByField(errors: FieldError[]): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { pointer, detail } of errors) {
    const parts = (pointer ?? '').split('/').slice(1).map(unescaped);
    const field = parts.slice(0, parts[0] === 'name' ? 1 : 2).join('/');
    faults[field] ??= detail;
  }
  return faults;
}

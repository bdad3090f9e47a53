// From a template to fields, values and a command line; from the server's errors to fields.
import { describe, expect, it } from 'vitest';
import type { Template, TemplateParameter } from '../api/types.ts';
import { commandLine, shellLine } from './command.ts';
import { entriesFor, faultOf, faultsByField, hintOf, requestOf, valueOf, valuesOf } from './fields.ts';

const trials: TemplateParameter = {
  name: 'trials',
  type: 'integer',
  required: false,
  default: 20,
  minimum: 1,
  maximum: 500,
  flag: '--trials',
};
const quick: TemplateParameter = {
  name: 'quick',
  type: 'boolean',
  required: false,
  default: false,
  flag: '--quick',
};
const file: TemplateParameter = { name: 'file', type: 'string', required: true, position: 1 };
const args: TemplateParameter = { name: 'args', type: 'array', required: false, position: 2 };
const rate: TemplateParameter = { name: 'rate', type: 'number', required: false, minimum: 0 };
const flavor: TemplateParameter = {
  name: 'flavor',
  type: 'flavor',
  required: false,
  choices: ['cpu', 'gpu'],
};

const template: Template = {
  id: 'train',
  title: 'Train',
  help: null,
  problem: null,
  command: ['python3', 'train.py'],
  environment: [],
  parameters: [args, trials, quick, file],
};

describe('entries and values', () => {
  it('begins with the defaults', () => {
    expect(entriesFor(template)).toEqual({ args: '', trials: '20', quick: false, file: '' });
  });

  it.each([
    [trials, '7', 7],
    [trials, '', undefined],
    [trials, 'x', NaN],
    [trials, '0x10', NaN],
    [rate, '3e-4', 0.0003],
    [args, 'a b\n\nc', ['a b', 'c']],
    [args, '', undefined],
    [file, ' x', ' x'],
    [quick, true, true],
  ])('reads an entry of %o', (parameter, entry, value) => {
    expect(valueOf(parameter, entry)).toEqual(value);
  });

  it.each([
    [trials, '501', 'Must be 1 to 500'],
    [trials, '0', 'Must be 1 to 500'],
    [trials, '2.5', 'Must be a whole number'],
    [trials, 'many', 'Must be a whole number'],
    [trials, '', undefined],
    [trials, '500', undefined],
    [rate, 'fast', 'Must be a number'],
    [rate, '-1', 'Must be at least 0'],
    [file, '', 'Must be given'],
    [flavor, 'tpu', 'Must be one of cpu, gpu'],
    [flavor, 'gpu', undefined],
  ])('checks an entry of %o', (parameter, entry, fault) => {
    expect(faultOf(parameter, entry)).toBe(fault);
  });

  it('tells help, bounds and how to write it', () => {
    expect(hintOf({ ...trials, help: 'How many' })).toBe('How many. 1 to 500.');
    expect(hintOf({ ...args, help: 'What else?' })).toBe('What else? One per line.');
    expect(hintOf(rate)).toBe('At least 0.');
    expect(hintOf(file)).toBe('');
  });

  it('sends what is given and nothing else', () => {
    const entries = { args: '', trials: '5', quick: true, file: 'a.sh' };
    expect(requestOf(template, entries, ' ', {})).toEqual({
      template: 'train',
      parameters: { trials: 5, quick: true, file: 'a.sh' },
      environment: {},
    });
    expect(requestOf(template, entries, ' night run ', {}).name).toBe('night run');
  });
});

describe('commandLine', () => {
  it('puts options first, then positional arguments by their place', () => {
    const values = valuesOf(template, { args: '-v\nx y', trials: '5', quick: true, file: 'a.sh' });
    const command = commandLine(template, values);
    expect(command).toEqual(['python3', 'train.py', '--trials', '5', '--quick', 'a.sh', '-v', 'x y']);
    expect(shellLine(command)).toBe("python3 train.py --trials 5 --quick a.sh -v 'x y'");
  });

  it('quotes what a shell would read', () => {
    expect(shellLine(["it's", '$HOME', '', 'a=b'])).toBe(`'it'\\''s' '$HOME' '' a=b`);
  });
});

it('finds the field of an error by its pointer', () => {
  expect(
    faultsByField([
      { pointer: '/parameters/trials', detail: 'too many' },
      { pointer: '/parameters/trials', detail: 'second' },
      { pointer: '/parameters/a~1b~0c', detail: 'odd name' },
      { pointer: '/name', detail: 'too long' },
      { pointer: '/environment/HOME', detail: 'not allowed' },
      { detail: 'nothing fits' },
    ]),
  ).toEqual({
    'parameters/trials': 'too many',
    'parameters/a/b~c': 'odd name',
    name: 'too long',
    'environment/HOME': 'not allowed',
    '': 'nothing fits',
  });
});

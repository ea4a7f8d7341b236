/** Raises the error for a value that is not as it should be. */
export type Refuse = (path: string, why: string, remedy: string) => never;

/** A part of a JSON document with the way to it; every check refuses what is not as it says. */
export interface CheckedValue {
  /** Its own name in what holds it. */
  readonly key: string;
  fail(why: string, remedy: string): never;
  object(): void;
  text(what: string): void;
  boolean(): void;
  /** Text, a number or a boolean. */
  scalar(): void;
  items(): readonly CheckedValue[];
  members(): readonly CheckedValue[];
  required(name: string, example?: string): CheckedValue;
  /** Nothing where it is absent or null. */
  optional(name: string): CheckedValue | undefined;
}

/** Wraps a document for checking. */
export function checkedValue(value: unknown, refuse: Refuse, path = '', key = ''): CheckedValue {
  const fail = (why: string, remedy: string): never => refuse(path, why, remedy);
  const wanted = (kind: string): never => fail(`is ${typeNameOf(value)}`, `Make it ${kind}.`);
  const part = (name: string, inner: unknown, step: string): CheckedValue =>
    checkedValue(inner, refuse, `${path}${step}`, name);
  const member = (name: string, inner: unknown): CheckedValue => part(name, inner, path === '' ? name : `.${name}`);
  const fields = (): Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : wanted('an object');
  return {
    key,
    fail,
    object: () => void fields(),
    text: (what) => void (typeof value === 'string' || wanted(`a text, ${what}`)),
    boolean: () => void (typeof value === 'boolean' || wanted('true or false')),
    scalar: () => void (['string', 'number', 'boolean'].includes(typeof value) || wanted('a text')),
    items: () =>
      Array.isArray(value) ? value.map((item, index) => part(String(index), item, `[${index}]`)) : wanted('an array'),
    members: () => Object.entries(fields()).map(([name, inner]) => member(name, inner)),
    required: (name, example) => {
      const inner = fields()[name];
      const field = member(name, inner);
      return inner === undefined
        ? field.fail('is missing', example === undefined ? 'Give it.' : `Add it, as in "${name}": ${example}.`)
        : field;
    },
    optional: (name) => {
      const inner = fields()[name];
      return inner === undefined || inner === null ? undefined : member(name, inner);
    },
  };
}

function typeNameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return (
    { object: 'an object', string: 'a text', number: 'a number' }[typeof value as string] ?? `${typeof value} ${value}`
  );
}

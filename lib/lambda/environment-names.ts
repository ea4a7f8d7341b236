/**
 * Names that only a deployment makes, like that of a bucket of the stack. While the stack is synthesized a query sees a stand-in, `env.output-bucket.millrace` for
 * the variable OUTPUT_BUCKET, which is a valid name of a bucket, a stream and a table; the function puts its variable's value in its place.
 */
export const standIn = (name: string): string => `env.${name.toLowerCase().replaceAll('_', '-')}.millrace`;

const STAND_IN = /env\.([a-z][a-z0-9-]*)\.millrace/g;

/** Names of variables that a stand-in can carry and give back. */
export const isEnvironmentName = (name: string): boolean => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name);

/** A text with the variables' values for their stand-ins; a stand-in of an unknown variable stays. */
export const withEnvironment = (text: string, environment: Readonly<Record<string, string | undefined>>): string =>
  text.replace(STAND_IN, (whole, name: string) => environment[name.toUpperCase().replaceAll('-', '_')] ?? whole);

/** The same for a text in JSON. */
export const jsonWithEnvironment = (json: string, environment: Readonly<Record<string, string | undefined>>): string =>
  json.replace(STAND_IN, (whole) => JSON.stringify(withEnvironment(whole, environment)).slice(1, -1));

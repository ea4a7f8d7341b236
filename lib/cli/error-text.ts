import { MillraceError } from '../errors/index.ts';
import { cliJson } from './cli-json.ts';

/** An error as a person reads it: condition, message, remedy. With `isDebug` where it was raised, and its causes. */
export function errorText(error: unknown, isDebug: boolean): string {
  const text = `error: ${messageOf(error)}`;
  if (isDebug) return `${text}\n${stacks(error).join('\ncaused by ')}\n`;
  return error instanceof MillraceError ? `${text}\n` : `${text}\n(MILLRACE_DEBUG=1 shows where it was raised)\n`;
}

/** The same as a line of JSON. */
export function errorJson(error: unknown): string {
  const { condition = null, params = {} } = error instanceof MillraceError ? error : {};
  return `${cliJson({ error: { condition, message: messageOf(error), params } })}\n`;
}

function messageOf(error: unknown): string {
  if (error instanceof MillraceError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}

function stacks(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return [error.stack ?? error.message, ...stacks(error.cause)];
}

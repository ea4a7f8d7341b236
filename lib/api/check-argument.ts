import { AnalysisError } from '../errors/index.ts';

/** Refuses what is no text; a program without types may give anything. `example` is a right call. */
export function requireText(name: string, value: unknown, example: string): void {
  if (typeof value !== 'string') throw new AnalysisError('NOT_STR', { argName: name, argType: kindOf(value), example });
}

/** Refuses what is no function. */
export function requireFunction(name: string, value: unknown, example: string): void {
  if (typeof value !== 'function')
    throw new AnalysisError('NOT_CALLABLE', { argName: name, argType: kindOf(value), example });
}

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

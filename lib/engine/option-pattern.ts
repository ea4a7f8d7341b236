import { QueryStartError } from '../errors/index.ts';
import { compilePattern, PARSED_LETTERS, type TimePattern } from '../types/time/parse-pattern.ts';
import type { RefuseLetter } from '../types/time/pattern-parts.ts';
import { compilePrinter, PRINTED_LETTERS, type TimePrinter } from '../types/time/print-pattern.ts';

/** The pattern that a reader's option gives, for reading; a letter that cannot be read is refused by the option's name. */
export const readPattern = (name: string, pattern: string): TimePattern =>
  compilePattern(pattern, refusal('reader', { name, pattern }, READ));

/** The pattern that a writer's option gives, for printing; a letter that cannot be printed is refused by the option's name. */
export const printPattern = (name: string, pattern: string): TimePrinter =>
  compilePrinter(pattern, refusal('writer', { name, pattern }, PRINTED));

const READ = `the letters ${PARSED_LETTERS.join(' ')}, quoted text, and [optional parts]`;
const PRINTED = `the letters ${PRINTED_LETTERS.join(' ')} and quoted text`;

const refusal =
  (where: string, { name, pattern }: { name: string; pattern: string }, allowed: string): RefuseLetter =>
  (letter) => {
    const why = `the pattern letter "${letter}" is not supported`;
    throw new QueryStartError('INVALID_OPTION', { where, name, value: pattern, why, allowed });
  };

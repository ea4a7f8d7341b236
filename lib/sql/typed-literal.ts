import { cast, type Expr, literal } from '../expression/expr.ts';
import { BinaryType, DateType, StringType, TimestampNtzType, TimestampType } from '../types/data-type.ts';
import { dateText } from '../types/time/calendar-text.ts';
import { parseDate, parseWallClock } from '../types/time/parse-time.ts';
import { errorAt } from './sql-error.ts';

type Build = (text: string) => Expr | undefined;

const TIMESTAMP = /^\s*[+-]?\d{4,6}(?:-\d{1,2}(?:-\d{1,2}(?:[ T].*)?)?)?\s*$/;

const isTimestamp = (text: string): boolean => TIMESTAMP.test(text) && parseWallClock(text.trim()) !== undefined;

const BUILDERS: Readonly<Record<string, Build>> = {
  x: (text) => {
    if (!/^[0-9a-f]*$/i.test(text)) return undefined;
    const hex = text.length % 2 === 0 ? text : `0${text}`;
    return literal(Buffer.from(hex, 'hex').toString('base64'), BinaryType);
  },
  date: (text) => {
    const days = parseDate(text);
    return days === undefined ? undefined : literal(dateText(days), DateType);
  },
  // The session's time zone is not known here: the text stays, the resolver reads it.
  timestamp: (text) => (isTimestamp(text) ? cast(literal(text, StringType), TimestampType, 'ansi') : undefined),
  timestamp_ltz: (text) => (isTimestamp(text) ? cast(literal(text, StringType), TimestampType, 'ansi') : undefined),
  timestamp_ntz: (text) => (isTimestamp(text) ? cast(literal(text, StringType), TimestampNtzType, 'ansi') : undefined),
};

/** Whether a word before a string makes a typed literal: `DATE '2024-01-01'`, `X'7F'`. */
export const isLiteralType = (word: string): boolean => word in BUILDERS;

/** The expression of a typed literal; INVALID_TYPED_LITERAL if the text is not one of the type. */
export function typedLiteral(word: string, text: string, sql: string, offset: number): Expr {
  const expr = BUILDERS[word]?.(text);
  if (expr !== undefined) return expr;
  throw errorAt('INVALID_TYPED_LITERAL', { valueType: `"${word.toUpperCase()}"`, value: `'${text}'` }, sql, offset);
}

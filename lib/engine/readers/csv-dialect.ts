import { QueryStartError } from '../../errors/index.ts';
import { option } from './record-options.ts';

/** How fields are written in CSV text. */
export interface CsvDialect {
  readonly separator: string;
  /** Undefined: fields are never quoted. */
  readonly quote: string | undefined;
  readonly escapeChar: string;
  /** What makes the escape character itself literal before a quote; undefined: nothing does. */
  readonly escapeEscape: string | undefined;
  readonly comment: string | undefined;
  readonly trimsLeading: boolean;
  readonly trimsTrailing: boolean;
  /** What follows a quote inside a quoted field that is not escaped: the field goes on to the next separator, or to a closing quote. */
  readonly unescapedQuote: 'STOP_AT_DELIMITER' | 'STOP_AT_CLOSING_QUOTE';
}

const SPECIAL: Record<string, string> = {
  '\\t': '\t',
  '\\r': '\r',
  '\\b': '\b',
  '\\f': '\f',
  '\\\\': '\\',
  '\\"': '"',
  "\\'": "'",
  '\\n': '\n',
  '\\0': '\0',
  '\\u0000': '\0',
};

/** The dialect that a reader's or writer's options describe. */
export function csvDialect(options: Readonly<Record<string, string>>): CsvDialect {
  const separator = (option(options, 'sep') ?? option(options, 'delimiter') ?? ',').replace(
    /\\(?:u0000|[trbfn0"'\\])/g,
    (code) => SPECIAL[code] ?? code,
  );
  if (separator === '') refuse('sep', separator, 'it is empty', 'one or more characters');
  const quote = character(options, 'quote', '"');
  const escapeChar = character(options, 'escape', '\\') ?? '\0';
  return {
    separator,
    quote,
    escapeChar,
    escapeEscape:
      character(options, 'charToEscapeQuoteEscaping', '') ?? (escapeChar === quote ? undefined : escapeChar),
    comment: character(options, 'comment', ''),
    trimsLeading: option(options, 'ignoreLeadingWhiteSpace')?.toLowerCase() === 'true',
    trimsTrailing: option(options, 'ignoreTrailingWhiteSpace')?.toLowerCase() === 'true',
    unescapedQuote: unescapedQuote(options),
  };
}

function character(options: Readonly<Record<string, string>>, name: string, byDefault: string): string | undefined {
  const value = option(options, name) ?? byDefault;
  const char = SPECIAL[value] ?? value;
  if (char.length > 1) refuse(name, value, 'it has more than one character', 'one character');
  return char === '' || char === '\0' ? undefined : char;
}

function unescapedQuote(options: Readonly<Record<string, string>>): CsvDialect['unescapedQuote'] {
  const value = option(options, 'unescapedQuoteHandling') ?? 'STOP_AT_DELIMITER';
  const name = value.toUpperCase();
  if (name === 'STOP_AT_DELIMITER' || name === 'STOP_AT_CLOSING_QUOTE') return name;
  return refuse('unescapedQuoteHandling', value, 'it is not supported', 'STOP_AT_DELIMITER, STOP_AT_CLOSING_QUOTE');
}

function refuse(name: string, value: string, why: string, allowed: string): never {
  throw new QueryStartError('INVALID_OPTION', { where: 'csv format', name, value, why, allowed });
}

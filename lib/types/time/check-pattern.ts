import { ExecutionError, type MillraceError } from '../../errors/index.ts';

/** Letters of weeks, which Spark has given up. */
const WEEK_LETTERS = 'YWwuec';
const UNSUPPORTED = 'ABnNp';
/** Letters that print but do not read. */
const PRINT_ONLY = 'EFqQ';
const TOO_LONG = ['GGGGG', 'MMMMM', 'LLLLL', 'EEEEE', 'QQQQQ', 'qqqqq', 'yyyyyyyyyyy'];

/** What java.time takes, by letter: the most letters, or the numbers of letters. */
const JAVA_TIME: Readonly<Record<string, (count: number) => boolean>> = Object.freeze({
  ...Object.fromEntries([...'GMLEQq'].map((letter) => [letter, (n: number) => n <= 5])),
  ...Object.fromEntries([...'dHhKkms'].map((letter) => [letter, (n: number) => n <= 2])),
  y: (n: number) => n <= 19,
  D: (n: number) => n <= 3,
  F: (n: number) => n <= 1,
  a: (n: number) => n === 1,
  S: (n: number) => n <= 9,
  V: (n: number) => n === 2,
  v: (n: number) => n === 1 || n === 4,
  z: (n: number) => n <= 4,
  O: (n: number) => n === 1 || n === 4,
  X: (n: number) => n <= 5,
  x: (n: number) => n <= 5,
  Z: (n: number) => n <= 5,
  g: (n: number) => n <= 19,
});
/** Letters of java.text.SimpleDateFormat. */
const SIMPLE = 'GyMdkHmsSEDFwWahKzZYuXL';

/** The error of a pattern that Spark refuses, undefined for one it takes. */
export function patternFault(pattern: string, isParsing: boolean): MillraceError | undefined {
  const quotes = pattern.split("'");
  const plain = quotes.filter((_, i) => i % 2 === 0);
  const letters = [...plain.join('')];
  const week = letters.find((letter) => WEEK_LETTERS.includes(letter));
  if (week !== undefined)
    return new ExecutionError('INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN', { c: week });
  const illegal = letters.find((c) => UNSUPPORTED.includes(c) || (isParsing && PRINT_ONLY.includes(c)));
  if (illegal !== undefined)
    return new ExecutionError('INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER', { pattern, c: illegal });
  const long = TOO_LONG.find((style) => plain.some((part) => part.includes(style)));
  if (long !== undefined) return new ExecutionError('INVALID_DATETIME_PATTERN.LENGTH', { pattern, style: long });
  const isClosed = quotes.length % 2 === 1;
  if (isClosed && takenByJavaTime(plain)) return undefined;
  const simple =
    isClosed &&
    plain
      .join('')
      .replace(/[^A-Za-z]/g, '')
      .split('')
      .every((c) => SIMPLE.includes(c));
  if (simple && !plain.some((part) => part.includes('XXXX')))
    return new ExecutionError('INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION', {
      pattern: `'${pattern}'`,
      docroot: DOCUMENTATION,
    });
  return new ExecutionError('INVALID_DATETIME_PATTERN.WITH_SUGGESTION', {
    pattern: `'${pattern.replaceAll("'", "\\'")}'`,
    docroot: DOCUMENTATION,
  });
}

const DOCUMENTATION = 'https://spark.apache.org/docs/latest';

function takenByJavaTime(plain: readonly string[]): boolean {
  const text = plain.join('\0');
  if (/[{}#]/.test(text)) return false;
  let open = 0;
  for (const bracket of text.replace(/[^[\]]/g, '')) {
    open += bracket === '[' ? 1 : -1;
    if (open < 0) return false;
  }
  return [...text.matchAll(/([A-Za-z])\1*/g)].every(([run, letter = '']) => JAVA_TIME[letter]?.(run.length) ?? false);
}

import type { Json } from '../../util/json.ts';
import type { OracleBatch, OracleResult } from './oracle-case.ts';

/** Doubles closer than this, relative to their size, are equal: the last digits of a variance are the algorithm's. */
const TOLERANCE = 1e-12;

/** How far a result agrees with what is recorded. */
export interface Agreement {
  /** Columns, rows of every batch, and the condition of every error. */
  readonly rows: boolean;
  /** Rows, and watermark, state rows, dropped rows, batch numbers, SQLSTATE and message. */
  readonly everything: boolean;
  /** What differs, one line each: path, actual, expected. */
  readonly differences: readonly string[];
}

const BESIDES_ROWS = ['batch', 'watermark', 'stateRows', 'droppedByWatermark', 'sqlState', 'message'];

/** Compares a result with the recorded one; rows are a multiset unless `ordered`. */
export function compareResults(actual: OracleResult, expected: OracleResult, ordered: boolean): Agreement {
  const found: { readonly path: string; readonly text: string }[] = [];
  const note = (path: string, a: unknown, e: unknown) =>
    found.push({ path, text: `${path}: ${JSON.stringify(a)} instead of ${JSON.stringify(e)}` });

  const visit = (path: string, a: unknown, e: unknown): void => {
    if (path.endsWith('.rows')) {
      if (!sameRows(a as OracleBatch['rows'], e as OracleBatch['rows'], ordered)) note(path, a, e);
    } else if (isObject(a) && isObject(e)) {
      for (const key of new Set([...Object.keys(e), ...Object.keys(a)])) visit(`${path}.${key}`, a[key], e[key]);
    } else if (!sameValue(a as Json, e as Json)) {
      note(path, a, e);
    }
  };
  visit('result', actual, expected);
  return {
    rows: found.every(({ path }) => BESIDES_ROWS.includes(lastName(path))),
    everything: found.length === 0,
    differences: found.map(({ text }) => text),
  };
}

/** `result.steps.0.batches.1.stateRows.0` → `stateRows` */
const lastName = (path: string): string =>
  path
    .split('.')
    .filter((part) => !/^\d+$/.test(part))
    .at(-1) ?? '';

function sameRows(
  actual: OracleBatch['rows'] | undefined,
  expected: OracleBatch['rows'] | undefined,
  ordered: boolean,
): boolean {
  if (actual === undefined || expected === undefined || actual.length !== expected.length) return false;
  if (ordered) return expected.every((row, index) => sameValue(actual[index], row));
  const left = [...actual];
  return expected.every((row) => {
    const index = left.findIndex((candidate) => sameValue(candidate, row));
    if (index !== -1) left.splice(index, 1);
    return index !== -1;
  });
}

/** Whether two JSON values are equal, numbers within the tolerance. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return a === b || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
  }
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && sameValue(a[key], b[key]))
  );
}

const isObject = (value: unknown): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null;

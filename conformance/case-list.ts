import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type OracleCase, parseOracleCase } from '../lib/testing/oracle/index.ts';

const CASES = join(import.meta.dirname, 'cases');

/** A recorded case on disk. */
export interface ListedCase {
  readonly group: string;
  /** `<group>/<file name without .json>` */
  readonly id: string;
  readonly path: string;
}

/** Every case, groups in numeric order. */
export function listCases(): ListedCase[] {
  const cases = globSync('*/*.json', { cwd: CASES }).map((relative) => {
    const id = relative.replaceAll(sep, '/').replace(/\.json$/, '');
    return { group: id.split('/')[0] ?? '', id, path: join(CASES, relative) };
  });
  return cases.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

/** Reads a case with its recorded result. */
export function readCase({ path }: ListedCase): OracleCase & { readonly expect: NonNullable<OracleCase['expect']> } {
  const testCase = parseOracleCase(readFileSync(path, 'utf8'), path);
  if (testCase.expect === undefined) throw new Error(`${path} is not recorded yet: npm run record -- ${path}`);
  return { ...testCase, expect: testCase.expect };
}

/** Whether Spark's answer is in the file. */
export const isRecorded = ({ path }: ListedCase): boolean =>
  parseOracleCase(readFileSync(path, 'utf8'), path).expect !== undefined;

/** Cases that do not agree yet, with the reason, by id. */
export function knownDifferences(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'known-differences.json'), 'utf8')) as Record<
    string,
    string
  >;
}

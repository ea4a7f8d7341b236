import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StreamSession, toPySpark } from '../lib/index.ts';
import { buildQuery } from '../lib/testing/oracle/build-query.ts';
import { CaseFiles } from '../lib/testing/oracle/case-files.ts';
import { parseOracleCase } from '../lib/testing/oracle/index.ts';

/** A case as a script of PySpark, or why it has none. */
export interface PrintedCase {
  readonly path: string;
  /** Folder in which the script looks for `in-NAME` and `static-NAME`. */
  readonly folder: string;
  readonly script?: string;
  readonly refusal?: string;
}

/** Prints the query of a recorded case. */
export async function printCase(path: string): Promise<PrintedCase> {
  const testCase = parseOracleCase(readFileSync(path, 'utf8'), path);
  const files = new CaseFiles();
  const folder = dirname(files.checkpoint);
  const conf = testCase.conf ?? {};
  await using session = await StreamSession.create({ threads: 1, conf });
  try {
    const frame = buildQuery(session, testCase, files);
    return { path, folder, script: toPySpark(frame.writeStream.format('noop'), { conf }) };
  } catch (error) {
    return { path, folder, refusal: (error as Error).message };
  } finally {
    files.remove();
  }
}

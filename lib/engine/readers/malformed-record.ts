import { ExecutionError } from '../../errors/index.ts';

/** Spark's error of FAILFAST mode, with the record and where it lies. */
export function malformedRecord(record: string, file: string): ExecutionError {
  const place = file === '' ? '' : ` (${file})`;
  return new ExecutionError('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', {
    badRecord: `${record}${place}`,
    failFastMode: 'FAILFAST',
  });
}

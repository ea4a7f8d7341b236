import { QueryStartError } from '../errors/index.ts';

/** What has no form in a PySpark script. */
export const notPrintable = (what: string, remedy: string): QueryStartError =>
  new QueryStartError('NOT_IN_PYSPARK', { what, remedy });

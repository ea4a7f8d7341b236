import type { RejectedRecord } from './source.ts';

/** The records of one source that one batch leaves out. */
export interface QuarantinedBatch {
  readonly batchId: number;
  /** Never empty. */
  readonly records: readonly RejectedRecord[];
}

/**
 * Where records go that cannot be read. Laws: `add` comes before the commit of its batch, and may come again with the same batch, also from another process; what it
 * was given is durable when it resolves. A target that writes under a name made of query and batch keeps each record once.
 */
export interface QuarantineTarget {
  add(batch: QuarantinedBatch): Promise<void>;
}

/** The reader option that asks for a quarantine; undefined where it is not set. Its name is Databricks'. */
export function badRecordsPath(options: Readonly<Record<string, string>>): string | undefined {
  const found = Object.entries(options).find(([name]) => name.toLowerCase() === 'badrecordspath');
  return found?.[1];
}

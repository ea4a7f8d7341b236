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

type Options = Readonly<Record<string, string>>;

/** The reader option that asks for a quarantine in a folder; undefined where it is not set. Its name is Databricks'. */
export const badRecordsPath = (options: Options): string | undefined => optionOf(options, 'badrecordspath');

/** The reader option that asks for a quarantine in a Kinesis stream, by its name or ARN; undefined where it is not set. */
export const badRecordsStream = (options: Options): string | undefined => optionOf(options, 'badrecordsstream');

/** Whether a reader's malformed records are set aside. */
export const hasQuarantine = (options: Options): boolean =>
  badRecordsPath(options) !== undefined || badRecordsStream(options) !== undefined;

const optionOf = (options: Options, lowerCaseName: string): string | undefined =>
  Object.entries(options).find(([name]) => name.toLowerCase() === lowerCaseName)?.[1];

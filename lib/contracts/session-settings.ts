/** A session setting that is understood. */
export interface SessionSetting {
  /** Its value where nothing is set; undefined: none. */
  readonly defaultValue: string | undefined;
  readonly kind: 'boolean' | 'int' | 'duration' | 'text' | 'timeZone' | readonly string[];
  /** One line for the documentation. */
  readonly description: string;
}

const boolean = (defaultValue: boolean, description: string): SessionSetting => ({
  defaultValue: String(defaultValue),
  kind: 'boolean',
  description,
});
const int = (defaultValue: number, description: string): SessionSetting => ({
  defaultValue: String(defaultValue),
  kind: 'int',
  description,
});
const duration = (defaultValue: string, description: string): SessionSetting => ({
  defaultValue,
  kind: 'duration',
  description,
});

/** Every session setting by its Spark name, with Spark's default. */
export const SESSION_SETTINGS: Readonly<Record<string, SessionSetting>> = Object.freeze({
  'spark.millrace.watermarkIdleTimeout': duration(
    '0s',
    'A source or partition without rows for so long no longer holds the watermark back; 0: it always does.',
  ),
  'spark.sql.ansi.enabled': boolean(
    true,
    'Fail on overflow, malformed casts and division by zero instead of giving null.',
  ),
  'spark.sql.caseSensitive': boolean(false, 'Tell column names apart by letter case.'),
  'spark.sql.files.ignoreMissingFiles': boolean(false, 'Go on without files that have gone since they were listed.'),
  'spark.sql.session.timeZone': {
    defaultValue: 'UTC',
    kind: 'timeZone',
    description: 'Zone in which timestamps are read, printed and taken apart; an IANA name or an offset.',
  },
  'spark.sql.shuffle.partitions': int(200, 'Accepted for compatibility: state has no partitions here.'),
  'spark.sql.sources.default': {
    defaultValue: 'parquet',
    kind: 'text',
    description: 'Format of readers and writers that name none.',
  },
  'spark.sql.streaming.checkpointLocation': {
    defaultValue: undefined,
    kind: 'text',
    description: 'Folder under which queries without a checkpointLocation option keep their checkpoint.',
  },
  'spark.sql.streaming.minBatchesToRetain': int(100, 'Batches a checkpoint keeps.'),
  'spark.sql.streaming.multipleWatermarkPolicy': {
    defaultValue: 'min',
    kind: ['min', 'max'],
    description: 'Which of several watermarks is the watermark of the query.',
  },
  'spark.sql.streaming.noDataMicroBatches.enabled': boolean(
    true,
    'Run a batch without input when the watermark passes state.',
  ),
  'spark.sql.streaming.noDataProgressEventInterval': duration(
    '10s',
    'Time between idle events of a query without data.',
  ),
  'spark.sql.streaming.numRecentProgressUpdates': int(100, 'Progress records that recentProgress keeps.'),
  'spark.sql.streaming.pollingDelay': duration('10ms', 'Wait before sources are asked again when they had nothing.'),
  'spark.sql.streaming.schemaInference': boolean(
    false,
    'Infer the schema of streams of files that are given none from the files that are there when the query is built.',
  ),
  'spark.sql.streaming.stopActiveRunOnRestart': boolean(
    true,
    'A second start on a checkpoint stops the run that uses it; false: the second start is refused.',
  ),
  'spark.sql.streaming.stateStore.maintenanceInterval': duration(
    '60s',
    'Accepted for compatibility: a snapshot is taken once the deltas outweigh it.',
  ),
  'spark.sql.streaming.statefulOperator.checkCorrectness.enabled': boolean(
    true,
    'Refuse chained stateful operators whose results would depend on how the input is cut into batches.',
  ),
  'spark.sql.streaming.unsupportedOperationCheck': boolean(true, 'Refuse queries that cannot run as a stream.'),
});

/** Raised by the command line. */
export const cliConditions = {
  AWS_CALL_FAILED: {
    message: 'AWS does not answer the command: <why>',
    remedy: '<remedy>',
  },
  BACKFILL_FAILED: {
    message: 'The backfill "<name>" has ended as <status>: <why>',
    remedy:
      'Its batches are in the checkpoint up to the one that failed. When the cause is mended, go on with a new name; what is committed is not done again.',
  },
  BACKFILL_NAME_MISSING: {
    message: 'A backfill by a state machine needs a name, by which it runs once.',
    remedy: 'Give it one with --name, of up to 80 letters, digits, hyphens and underscores: --name 2024-06.',
  },
  BATCH_NOT_RETAINED: {
    message: 'The checkpoint <location> has no batch <batchId>: it keeps <retained>.',
    remedy: 'Give one of these with --batch, or leave --batch out for the newest.',
  },
  CASE_MALFORMED: {
    message: 'The case <file> cannot be run. <field> <why>.',
    remedy: '<remedy>',
  },
  CHECKPOINTS_NOT_FOUND: {
    message: 'There are no checkpoints in <root>: <why>.',
    remedy:
      'Give the folder that has the checkpoint folders of queries in it (their checkpointLocation is one of those), or dynamodb://TABLE.',
  },
  CHECKPOINT_NOT_FOUND: {
    message: 'There is no checkpoint at <location>.',
    remedy:
      'Give a folder that a query has as its checkpointLocation, or dynamodb://TABLE/QUERY; `millrace ls FOLDER` or `millrace ls dynamodb://TABLE` lists the checkpoints there.',
  },
  CHECKPOINT_ROWS_DIFFER: {
    message:
      'The state table <table> of operator <operatorId> has <rows> rows after batch <batchId>, but its commit counted <expected> (checkpoint <location>).',
    remedy:
      'The files of the state are not those that were committed. Restore the checkpoint from a backup, or start the query with a new checkpoint location.',
  },
  CHECKPOINT_SIZE_DIFFERS: {
    message: 'The file <file> of the state has <bytes> bytes, but <expected> were committed (batch <batchId>).',
    remedy: 'Restore the file from a backup, or start the query with a new checkpoint location.',
  },
  QUERY_FILE_UNREADABLE: {
    message: 'The query of <file> cannot be read: <why>',
    remedy:
      'Give a module whose default export is a query: `export default defineQuery(NAME, (session) => …)`. Node 24 runs it as it is, in JavaScript or TypeScript.',
  },
  QUERY_WITHOUT_STATE: {
    message: 'The query of the checkpoint <location> keeps no state.',
    remedy: 'State is kept by aggregates, dropDuplicates, joins of two streams, and limits.',
  },
  STATE_MACHINE_NOT_FOUND: {
    message: 'The state machine <arn> cannot be started: <why>',
    remedy:
      'Give the ARN that the stack of the query has as an output, and credentials of its account that may call states:StartExecution, DescribeExecution and GetExecutionHistory.',
  },
  STOPPED_QUERY_NOT_STARTED: {
    message: 'The query "<query>" was stopped at <since> (<reason>), so it is not started.',
    remedy:
      'Let it run again with `millrace start <location>`, then start it: it goes on where it stopped, and nothing is lost.',
  },
  USAGE: {
    message: '<what>',
    remedy: '<remedy>',
  },
};

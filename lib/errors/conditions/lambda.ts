/** Raised where a deployed query runs: its environment, its manifest, the events it is given. */
export const lambdaConditions = {
  LAMBDA_ENVIRONMENT_INVALID: {
    message: 'The environment variable <name> of the function is <value>: <why>.',
    remedy: 'Set <name> to <expected>.',
  },
  LAMBDA_EVENT_UNEXPECTED: {
    message: 'The <handler> handler of the query "<query>" was given an event that it cannot read: <why>.',
    remedy: 'Invoke it by <expected>.',
  },
  NOT_ENOUGH_TIME: {
    message:
      'The query "<query>" has begun no batch: <remainingMs> ms are left of this invocation, and a batch may take <neededMs> ms.',
    remedy:
      'Nothing is lost: the next invocation goes on. If this repeats, give the function more time or memory, or let a batch take less by the max… options of the source.',
  },
  QUERY_IS_STOPPED: {
    message: 'The query "<query>" is stopped since <since>; its records wait where they are.',
    remedy:
      'Start it with `millrace start LOCATION` (its checkpoint), or by the manage function of a deployed query: {"action": "start"}. It goes on where it stopped.',
  },
  QUERY_MANIFEST_UNREADABLE: {
    message: 'The manifest <place> cannot be read: <why>.',
    remedy:
      'Deploy the query again: the manifest is written as the stack is synthesized, by the library in the bundle.',
  },
  SQL_TEXT_NOT_IN_MANIFEST: {
    message: 'The SQL text "<text>" was not parsed when the query was deployed, and a function has no SQL parser.',
    remedy:
      'Where the text stands in a foreachBatch callback, name it in the option `sql` of createManifest or use columns (col, eq, …); where it changes from run to run, put what changes into the data.',
  },
  USER_FUNCTION_NOT_BOUND: {
    message:
      'The plan of the query "<query>" calls <signature>, but the bundled module <found> when the query is built.',
    remedy:
      "The module and the manifest must come from one source: deploy again, and let the query's definition use or register the function whatever its environment.",
  },
};

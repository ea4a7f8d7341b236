import { type OptionTable, option } from '../options.ts';

/** Options of the DynamoDB sink. */
export const DYNAMODB_SINK_OPTIONS = {
  tableName: option.text(undefined, 'The table to write to; it must exist.'),
  partitionKey: option.text(undefined, "The column that is the table's partition key: a text, a number, or binary."),
  sortKey: option.text(undefined, "The column that is the table's sort key. Default: the table has none."),
  maxConcurrentWrites: option.integer(
    { min: 1, max: 256, rule: 'must be an integer from 1 to 256' },
    32,
    'Writes under way at a time.',
  ),
} satisfies OptionTable;

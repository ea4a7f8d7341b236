import { type OptionTable, option } from '../options.ts';

/** The memory source is made by `MemoryStreams.create`, which gives the name. */
export const MEMORY_SOURCE_OPTIONS = {
  stream: option.text(undefined, 'the name of the MemoryStream'),
} satisfies OptionTable;

/** The memory sink's table is named by the query. */
export const MEMORY_SINK_OPTIONS = {} satisfies OptionTable;

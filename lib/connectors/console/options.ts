import { NON_NEGATIVE_INT, type OptionRecord, type OptionTable, option, readBoolean } from '../options.ts';

/** `true` cuts cells to 20 characters, `false` leaves them whole, a number is the length: as `show()` takes it. */
const truncate: OptionRecord<number> = {
  kind: 'integer',
  allowed: 'true (20 characters), false, or a number of characters',
  default: 20,
  description: 'how long cells may be',
  read: (text) => {
    const flag = readBoolean(text);
    if (flag !== undefined) return flag ? 20 : 0;
    return option.integer(NON_NEGATIVE_INT, 20, '').read(text);
  },
};

/** Options of the console sink, as in Spark, where `truncate` takes no number. */
export const CONSOLE_SINK_OPTIONS = {
  numRows: option.integer(NON_NEGATIVE_INT, 20, 'how many rows of a batch are printed'),
  truncate,
} satisfies OptionTable;

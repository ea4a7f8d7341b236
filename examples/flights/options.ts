import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `npm start [-- OPTIONS]

Real US departures of 2001 arrive as CSV files in a watched folder while a streaming query counts them by airport and hour.
Run it again to see that nothing is processed twice; press Ctrl-C in the middle and run it again to see it recover.

  --large          all 3 million departures instead of the first 200,000
  --rows N         the first N departures
  --seconds N      how long the delivery takes (default 15; 30 with --large)
  --folder PATH    where input, output and checkpoint are kept (default: the folder of this example)
  --reset          forget earlier runs first: removes input, output and checkpoint
  --help           this text`;

export interface FlightOptions {
  readonly rows: number;
  readonly durationMs: number;
  readonly folder: string;
  readonly reset: boolean;
  readonly help: boolean;
}

const ALL_ROWS = 3_000_000;

/** Reads the command line; what is wrong with it is an Error whose message says so. */
export function parseOptions(args: readonly string[]): FlightOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      large: { type: 'boolean', default: false },
      rows: { type: 'string' },
      seconds: { type: 'string' },
      folder: { type: 'string', default: import.meta.dirname },
      reset: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    rows: positive('--rows', values.rows ?? (values.large ? ALL_ROWS : 200_000), ALL_ROWS),
    durationMs: 1000 * positive('--seconds', values.seconds ?? (values.large ? 30 : 15), 3600),
    folder: resolve(values.folder),
    reset: values.reset,
    help: values.help,
  };
}

function positive(name: string, given: string | number, most: number): number {
  const value = Number(given);
  if (value > 0 && value <= most) return value;
  throw new Error(`${name} ${given}: give a number above 0, at most ${most}.`);
}

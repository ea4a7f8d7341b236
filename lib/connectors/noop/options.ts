import type { OptionTable } from '../options.ts';

/** The noop sink has no options. */
export const NOOP_SINK_OPTIONS = {} satisfies OptionTable;

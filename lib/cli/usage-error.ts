import { QueryStartError } from '../errors/index.ts';

/** A command that was not understood, with the right form. */
export const usageError = (what: string, remedy: string): QueryStartError =>
  new QueryStartError('USAGE', { what, remedy });

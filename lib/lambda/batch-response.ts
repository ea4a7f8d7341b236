import type { RunOutcome } from './run-query.ts';

/** What an event source mapping is told: records that must come again. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Whether something of the event may not be committed though nothing is wrong. Events of a stopped query are not wanted again: what they tell of stays where it is and is
 * read after the start.
 */
export const isUnfinished = (outcome: RunOutcome): boolean =>
  outcome.kind === 'lostRace' || (outcome.kind === 'ran' && outcome.outcome !== 'done' && outcome.hasUnread);

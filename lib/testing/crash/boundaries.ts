import { PHASES, type Phase } from '../../runtime/phases.ts';

/** A moment in a run between two things that a batch does. */
export interface Boundary {
  readonly phase: Phase;
  readonly moment: 'before' | 'after';
  readonly batchId: number;
}

/** Every moment of one batch, in order. */
export const boundariesOf = (batchId: number): readonly Boundary[] =>
  PHASES.flatMap((phase) => (['before', 'after'] as const).map((moment) => ({ phase, moment, batchId })));

export const isSameBoundary = (a: Boundary, b: Boundary): boolean =>
  a.phase === b.phase && a.moment === b.moment && a.batchId === b.batchId;

/** `after walCommit of batch 2`. */
export const boundaryText = ({ phase, moment, batchId }: Boundary): string => `${moment} ${phase} of batch ${batchId}`;

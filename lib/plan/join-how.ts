import type { JoinType } from './logical-plan.ts';

/** What `join` of a frame is told for a type of join, here as in PySpark. */
export const JOIN_HOW: Readonly<Record<JoinType, string>> = Object.freeze({
  inner: 'inner',
  cross: 'cross',
  leftOuter: 'left',
  rightOuter: 'right',
  fullOuter: 'full',
  leftSemi: 'left_semi',
  leftAnti: 'left_anti',
});

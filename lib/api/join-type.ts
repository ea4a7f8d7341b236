import { AnalysisError } from '../errors/index.ts';
import type { JoinType } from '../plan/logical-plan.ts';
import type { JoinTypeName } from './typing/frame-type.ts';

const JOIN_TYPES: Readonly<Record<Lowercase<JoinTypeName>, JoinType>> = Object.freeze({
  inner: 'inner',
  outer: 'fullOuter',
  full: 'fullOuter',
  fullouter: 'fullOuter',
  full_outer: 'fullOuter',
  leftouter: 'leftOuter',
  left: 'leftOuter',
  left_outer: 'leftOuter',
  rightouter: 'rightOuter',
  right: 'rightOuter',
  right_outer: 'rightOuter',
  leftsemi: 'leftSemi',
  left_semi: 'leftSemi',
  semi: 'leftSemi',
  leftanti: 'leftAnti',
  left_anti: 'leftAnti',
  anti: 'leftAnti',
  cross: 'cross',
});

/** The join type by one of Spark's words for it, in whatever letter case. */
export function joinTypeOf(name: string): JoinType {
  const found = Object.entries(JOIN_TYPES).find(([word]) => word === name.toLowerCase());
  if (found !== undefined) return found[1];
  const supported = Object.keys(JOIN_TYPES).map((word) => `'${word}'`);
  throw new AnalysisError('UNSUPPORTED_JOIN_TYPE', { typ: name, supported: supported.join(', ') });
}

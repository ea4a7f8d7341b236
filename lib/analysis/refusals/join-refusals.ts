import type { Join, JoinType, LogicalPlan } from '../../plan/logical-plan.ts';
import { isStreaming } from '../../plan/output.ts';
import { type Refusal, unnamed } from './refusal.ts';
import { boundsState } from './state-bounds.ts';

const SPARK_NAMES: Record<JoinType, string> = {
  inner: 'Inner',
  cross: 'Cross',
  leftOuter: 'LeftOuter',
  rightOuter: 'RightOuter',
  fullOuter: 'FullOuter',
  leftSemi: 'LeftSemi',
  leftAnti: 'LeftAnti',
};
const named = (node: LogicalPlan): string => (node.kind === 'Join' ? SPARK_NAMES[node.joinType] : node.kind);

interface Sides {
  readonly left: boolean;
  readonly right: boolean;
}

/** Joins of some types whose streaming sides satisfy a test. */
const joins =
  (types: readonly JoinType[], test: (sides: Sides, join: Join) => boolean) =>
  (node: LogicalPlan): boolean =>
    node.kind === 'Join' &&
    types.includes(node.joinType) &&
    test({ left: isStreaming(node.left), right: isStreaming(node.right) }, node);

const both = ({ left, right }: Sides): boolean => left && right;
const leftOnly = ({ left, right }: Sides): boolean => left && !right;
const rightOnly = ({ left, right }: Sides): boolean => !left && right;

const SWAP = 'Put the stream on the side whose rows are all kept: stream LEFT JOIN table.';

/** Joins of streams with tables and with streams that have no answer batch by batch. */
export const JOIN_REFUSALS: readonly Refusal[] = Object.freeze([
  unnamed(
    'full-outer-static-left',
    joins(['fullOuter'], rightOnly),
    'FullOuter joins with streaming DataFrames/Datasets on the right and a static DataFrame/Dataset on the left is not supported',
    SWAP,
  ),
  unnamed(
    'full-outer-static-right',
    joins(['fullOuter'], leftOnly),
    'FullOuter joins with streaming DataFrames/Datasets on the left and a static DataFrame/Dataset on the right is not supported',
    SWAP,
  ),
  unnamed(
    'static-left-outer-or-semi',
    joins(['leftOuter', 'leftSemi'], rightOnly),
    (node) =>
      `${named(node)} join with a streaming DataFrame/Dataset on the right and a static DataFrame/Dataset on the left is not supported`,
    SWAP,
  ),
  unnamed(
    'anti-with-stream-on-right',
    joins(['leftAnti'], ({ right }) => right),
    'LeftAnti joins with a streaming DataFrame/Dataset on the right are not supported',
    'Use a left outer join with a time bound, and keep the rows whose right side is null.',
  ),
  unnamed(
    'static-right-outer',
    joins(['rightOuter'], leftOnly),
    'RightOuter join with a streaming DataFrame/Dataset on the left and a static DataFrame/DataSet on the right not supported',
    SWAP,
  ),
  unnamed(
    'outer-join-in-update-or-complete',
    (node, { outputMode }) => outputMode !== 'append' && joins(['leftOuter', 'rightOuter', 'fullOuter'], both)(node),
    (node, { outputMode }) =>
      `${named(node)} join between two streaming DataFrames/Datasets is not supported in ${outputMode === 'update' ? 'Update' : 'Complete'} output mode, only in Append output mode`,
    'Use append mode.',
  ),
  unnamed(
    'join-in-complete',
    (node, { outputMode }) => outputMode === 'complete' && joins(['inner', 'cross', 'leftSemi'], both)(node),
    (node) =>
      `${named(node)} join between two streaming DataFrames/Datasets is not supported in Complete output mode, only in Append and Update output modes`,
    'Use append or update mode.',
  ),
  unnamed(
    'outer-join-without-bound',
    joins(['leftOuter', 'rightOuter', 'fullOuter', 'leftSemi'], (sides, join) => both(sides) && !boundsState(join)),
    (node) =>
      `Stream-stream ${named(node)} join between two streaming DataFrame/Datasets is not supported without a watermark in the join keys, or a watermark on the nullable side and an appropriate range condition`,
    'Give both sides a watermark and bound their times: a.time BETWEEN b.time AND b.time + INTERVAL 10 MINUTES.',
  ),
]);

import { distinct, join, type LogicalPlan } from '../../plan/logical-plan.ts';
import { transformUp } from '../../plan/traverse.ts';

/** EXCEPT and INTERSECT are the distinct rows of an anti or semi join. Their ALL forms count rows and stay. */
export const setOperationAsJoin = (plan: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) =>
    node.kind === 'Join' && node.variant === 'distinctRows' ? distinct(join({ ...node, variant: undefined })) : node,
  );

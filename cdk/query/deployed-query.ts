import type { QueryManifest } from '../../lib/lambda/read-manifest.ts';
import type { LogicalPlan } from '../../lib/plan/logical-plan.ts';
import { planFromJson } from '../../lib/plan/plan-json.ts';

/** A query as the construct sees it: what ships beside the bundle, with its plan to read. */
export interface DeployedQuery extends Omit<QueryManifest, 'plan'> {
  readonly plan: LogicalPlan;
  readonly manifest: QueryManifest;
}

/** Reads the plan of a manifest. */
export const deployedQuery = (manifest: QueryManifest): DeployedQuery =>
  Object.freeze({ ...manifest, plan: planFromJson(manifest.plan), manifest });

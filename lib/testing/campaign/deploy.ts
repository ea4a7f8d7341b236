import { createManifest, type DeployableQuery } from '../../lambda/query-manifest.ts';
import type { TickResult } from '../../lambda/tick-handler.ts';
import { checkpointTable } from '../aws/checkpoint-table.ts';
import { Fleet } from './fleet.ts';
import type { PipelineRequest, Stage } from './pipeline.ts';

/** Deploys a query that events invoke, and a tick: a manifest, a checkpoint of its own and no process yet. */
export async function deploy(
  { world, services, history, dice, mutation }: PipelineRequest,
  query: DeployableQuery,
): Promise<Omit<Stage, 'inputs'>> {
  const [table, spill] = [world.name(`checkpoint-${query.name}`), world.name(`spill-${query.name}`)];
  await world.createTable(checkpointTable(table));
  await world.createBucket(spill);
  const checkpoint = `dynamodb://${table}/${query.name}?spill=${spill}/state`;
  const conf = {
    'spark.sql.streaming.minBatchesToRetain': 2,
    'spark.millrace.watermarkIdleTimeout': history.idleTimeout,
  };
  const manifest = JSON.parse(JSON.stringify(await createManifest(query, { conf })));
  const fleet = new Fleet({ world, manifest, checkpoint, services, history, dice: dice.fork(), mutation });
  const tick = async () => ((await fleet.invoke('tick', {})) as TickResult).batches;
  return { fleet, checkpoint, tick };
}

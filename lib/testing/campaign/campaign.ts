import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyOf } from './history.ts';
import { memoryWorld } from './memory-world.ts';
import type { Mutation } from './mutation.ts';
import type { Pipeline } from './pipeline.ts';
import { runHistory } from './run-history.ts';

/** The same unless told otherwise, so that a run can be repeated; other seeds look elsewhere. */
const SEED = Number(process.env['MILLRACE_SEED'] ?? 20_240_101);
const HISTORIES = Number(process.env['MILLRACE_HISTORIES'] ?? 300);

/** What is run of a campaign. */
interface CampaignOptions {
  readonly pipeline: Pipeline;
  /** @default - MILLRACE_HISTORIES over the number of pipelines */
  readonly histories?: number;
  readonly mutation?: Mutation;
}

const PIPELINES = 6;

/** Runs histories on an AWS in memory, each by a seed of its own; the first that fails says how to run it again alone. */
export async function runCampaign({
  pipeline,
  histories = Math.ceil(HISTORIES / PIPELINES),
  mutation,
}: CampaignOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-campaign-'));
  try {
    for (let i = 0; i < histories; i++) {
      const seed = SEED + i;
      try {
        await runHistory(pipeline, memoryWorld(folder, seed), historyOf(seed), mutation);
      } catch (error) {
        const again = `MILLRACE_SEED=${seed} MILLRACE_HISTORIES=1 npm test -- ${pipeline.name}`;
        throw new Error(`History ${i + 1} of ${histories} failed; run it alone with ${again}\n${String(error)}`, {
          cause: error,
        });
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

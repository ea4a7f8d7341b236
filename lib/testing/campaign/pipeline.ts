import type { AwsServices } from '../../connectors/aws/ports.ts';
import type { Dice } from './dice.ts';
import type { Fleet } from './fleet.ts';
import type { History } from './history.ts';
import type { Input } from './input.ts';
import type { Mutation } from './mutation.ts';
import type { World } from './world.ts';

/** What a pipeline is opened with. */
export interface PipelineRequest {
  readonly world: World;
  /** AWS as the queries see it. */
  readonly services: AwsServices;
  readonly history: History;
  readonly dice: Dice;
  readonly mutation: Mutation | undefined;
}

/** Input, one query or a chain of them, and output: what a history is about. */
export interface Pipeline {
  readonly name: string;
  open(request: PipelineRequest): Promise<OpenPipeline>;
}

/** A deployed query and what invokes it. */
export interface Stage {
  readonly fleet: Fleet;
  readonly checkpoint: string;
  readonly inputs: readonly Input[];
  /** Does what is due by the clock; gives how many batches that took. */
  tick(): Promise<number>;
}

export interface OpenPipeline {
  readonly stages: readonly Stage[];
  put(rows: number): Promise<void>;
  /** Puts what lets every row before it come out. */
  finish(): Promise<void>;
  /** Compares what the queries have put out with what one batch over the whole input gives; throws where they differ. */
  verify(): Promise<void>;
}

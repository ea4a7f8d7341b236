import type { StateOperatorSchema } from '../contracts/checkpoint-store.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { StreamTrigger } from '../contracts/session-backend.ts';
import { CheckpointError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';
import type { RecordedSql } from './recorded-sql.ts';

/** The version of manifests that this library writes, and the newest it reads. */
export const MANIFEST_VERSION = 1;

/** A function of the user, by which a name of the plan is bound when the query runs. */
export interface ManifestFunction {
  readonly name: string;
  /** Types by Spark's simple names: `array<int>`. */
  readonly argumentTypes: readonly string[];
  readonly returnType: string;
}

/** A query as it is deployed: made once, when the stack is synthesized; JSON beside the bundle. A deploy-time check against a checkpoint needs nothing else. */
export interface QueryManifest {
  readonly formatVersion: typeof MANIFEST_VERSION;
  readonly name: string;
  /** The analysed plan, as `planFromJson` reads it. */
  readonly plan: Json;
  readonly outputMode: OutputMode;
  /** `options` as the user wrote them, without `checkpointLocation`. */
  readonly sink: {
    readonly format: string;
    readonly options: Readonly<Record<string, string>>;
    readonly partitionBy: readonly string[];
  };
  readonly trigger: StreamTrigger;
  /** Every setting that the query was built under, those that a checkpoint pins with their defaults. */
  readonly conf: Readonly<Record<string, string>>;
  /** Functions of the user that the plan calls. */
  readonly userFunctions: readonly ManifestFunction[];
  readonly usesForeach: boolean;
  readonly usesForeachBatch: boolean;
  /** Texts that building the query parses; only where it is built again when it runs, see {@link needsModule}. */
  readonly sql: RecordedSql;
  /** Hash of what must not change between runs. */
  readonly fingerprint: string;
  /** The state of the query: compared with the checkpoint's. */
  readonly operators: readonly StateOperatorSchema[];
}

/** Whether the user's module must be in the bundle: the plan calls functions of the user, or batches are handed to one. */
export const needsModule = (manifest: QueryManifest): boolean =>
  manifest.userFunctions.length > 0 || manifest.usesForeach || manifest.usesForeachBatch;

/** Reads a manifest from JSON or its text; `place` is for messages. */
export function readManifest(json: Json | string, place = 'the manifest'): QueryManifest {
  const manifest = typeof json === 'string' ? parse(json, place) : json;
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest))
    throw unreadable(place, 'it is not a JSON object');
  const record = manifest as Readonly<Record<string, Json>>;
  const version = record['formatVersion'];
  if (typeof version !== 'number') throw unreadable(place, 'it has no formatVersion');
  if (version > MANIFEST_VERSION)
    throw unreadable(place, `its format version is ${version}, and this library reads ${MANIFEST_VERSION} at most`);
  const missing = FIELDS.find((field) => record[field] === undefined);
  if (missing !== undefined) throw unreadable(place, `it has no ${missing}`);
  return record as unknown as QueryManifest;
}

const FIELDS: readonly (keyof QueryManifest)[] = [
  ...(['name', 'plan', 'outputMode', 'sink', 'trigger', 'conf', 'userFunctions'] as const),
  ...(['usesForeach', 'usesForeachBatch', 'sql', 'fingerprint', 'operators'] as const),
];

function parse(text: string, place: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw unreadable(place, 'it is not valid JSON', error);
  }
}

const unreadable = (place: string, why: string, cause?: unknown) =>
  new CheckpointError('QUERY_MANIFEST_UNREADABLE', { place, why }, { cause });

import type { CheckpointMetadata } from '../contracts/checkpoint-store.ts';
import { CheckpointError, MillraceError } from '../errors/index.ts';
import { classifyChange, type QueryChange } from '../plan/fingerprint.ts';
import { planFromJson } from '../plan/plan-json.ts';
import { checkStateSchemas } from '../state/schema-check.ts';
import type { QueryManifest } from './read-manifest.ts';

/** Names, separated by commas, of changes that are accepted although old and new results then mix. */
const ALLOW_CHANGES_SETTING = 'spark.millrace.allowIncompatibleChanges';

/** What a new query changes about the one whose checkpoint is live. */
export interface CheckpointCheck {
  /** Changes that are taken over, in words. */
  readonly accepted: readonly string[];
}

/**
 * Compares a query that is about to be deployed with the checkpoint it would go on from. Raises DEPLOYMENT_INCOMPATIBLE with everything that is in the way and the
 * choices there are; a checkpoint that does not exist yet suits every query.
 */
export function checkCheckpoint(
  manifest: QueryManifest,
  stored: CheckpointMetadata | undefined,
  location: string,
): CheckpointCheck {
  if (stored === undefined) return { accepted: [] };
  const allow = (manifest.conf[ALLOW_CHANGES_SETTING] ?? '').split(',').map((name) => name.trim());
  const { changes } = classifyChange(planFromJson(stored.plan), planFromJson(manifest.plan), {
    outputMode: { before: stored.outputMode, after: manifest.outputMode },
    allow,
  });
  const refused = changes.filter(({ condition }) => condition !== undefined).map(inWords);
  const unfit = refused.length > 0 ? refused : stateProblem(manifest, stored, location);
  if (unfit.length > 0)
    throw new CheckpointError('DEPLOYMENT_INCOMPATIBLE', {
      query: manifest.name,
      location,
      changes: unfit.join('; '),
      newName: nextName(location),
    });
  return { accepted: changes.map(inWords) };
}

const inWords = ({ what, before, after }: QueryChange): string => `${what} was [${before}] and would be [${after}]`;

/** State that does not fit though no part of the query says so: the library has changed. */
function stateProblem(manifest: QueryManifest, stored: CheckpointMetadata, location: string): readonly string[] {
  try {
    checkStateSchemas(stored.operators, manifest.operators, location);
    return [];
  } catch (error) {
    if (error instanceof MillraceError) return [error.message];
    throw error;
  }
}

/** A name for a checkpoint beside the live one: `clicks` -> `clicks-2` -> `clicks-3`. */
function nextName(location: string): string {
  const name = /^dynamodb:\/\/[^/]+\/([^?]+)/.exec(location)?.[1] ?? location;
  const [, base = name, number] = /^(.*?)-(\d+)$/.exec(name) ?? [];
  return `${base}-${number === undefined ? 2 : Number(number) + 1}`;
}

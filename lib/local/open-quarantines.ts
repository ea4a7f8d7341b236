import { badRecordsTarget } from '../connectors/file/bad-records-target.ts';
import { badRecordsPath, type QuarantineTarget } from '../contracts/quarantine.ts';
import type { Source } from '../contracts/source.ts';
import { QueryStartError } from '../errors/index.ts';
import type { BatchProgram } from '../incremental/batch-program.ts';
import type { LocalEnvironment } from './local-environment.ts';

/** By source of the program, where its malformed records go; undefined for sources without `badRecordsPath`. */
export function openQuarantines(
  { connectorContext, scratchDirectory }: LocalEnvironment,
  { sources: relations }: BatchProgram,
  sources: readonly Source[],
  queryId: string,
): readonly (QuarantineTarget | undefined)[] {
  const { fileSystems } = connectorContext();
  return relations.map(({ relation: { options } }, sourceIndex) => {
    const path = badRecordsPath(options);
    if (path === undefined) return undefined;
    refuseFailFast(options);
    const source = sources[sourceIndex]?.description ?? '';
    return badRecordsTarget({ path, queryId, sourceIndex, source, fileSystems, scratchDirectory });
  });
}

function refuseFailFast(options: Readonly<Record<string, string>>): void {
  const isFailFast = ([name, value]: readonly [string, string]) =>
    name.toLowerCase() === 'mode' && value.trim().toUpperCase() === 'FAILFAST';
  if (Object.entries(options).some(isFailFast))
    throw new QueryStartError('OPTION_CONFLICT', { first: 'badRecordsPath', second: 'mode=FAILFAST' });
}

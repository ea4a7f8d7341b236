import { badRecordsTarget } from '../connectors/file/bad-records-target.ts';
import { badRecordsStreamTarget } from '../connectors/kinesis/bad-records-stream.ts';
import { badRecordsPath, badRecordsStream, type QuarantineTarget } from '../contracts/quarantine.ts';
import type { Source } from '../contracts/source.ts';
import { QueryStartError } from '../errors/index.ts';
import type { BatchProgram } from '../incremental/batch-program.ts';
import type { LocalEnvironment } from './local-environment.ts';

/** By source of the program, where its malformed records go; undefined for sources without `badRecordsPath` or `badRecordsStream`. */
export function openQuarantines(
  { connectorContext, scratchDirectory, aws, clock }: LocalEnvironment,
  { sources: relations }: BatchProgram,
  sources: readonly Source[],
  queryId: string,
): readonly (QuarantineTarget | undefined)[] {
  const { fileSystems } = connectorContext();
  return relations.map(({ relation: { options } }, sourceIndex) => {
    const [path, stream] = [badRecordsPath(options), badRecordsStream(options)];
    if (path !== undefined && stream !== undefined) throw conflict('badRecordsPath', 'badRecordsStream');
    if (isFailFast(options) && (path ?? stream) !== undefined)
      throw conflict(path === undefined ? 'badRecordsStream' : 'badRecordsPath', 'mode=FAILFAST');
    const own = { queryId, sourceIndex, source: sources[sourceIndex]?.description ?? '' };
    if (path !== undefined) return badRecordsTarget({ ...own, path, fileSystems, scratchDirectory });
    return stream === undefined ? undefined : badRecordsStreamTarget({ ...own, stream, aws, clock });
  });
}

const isFailFast = (options: Readonly<Record<string, string>>): boolean =>
  Object.entries(options).some(
    ([name, value]) => name.toLowerCase() === 'mode' && value.trim().toUpperCase() === 'FAILFAST',
  );

const conflict = (first: string, second: string): QueryStartError =>
  new QueryStartError('OPTION_CONFLICT', { first, second });

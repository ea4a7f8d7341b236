import { badRecordsPath, badRecordsStream } from '../../lib/contracts/quarantine.ts';
import { MillraceError } from '../../lib/errors/index.ts';
import type { LogicalPlan } from '../../lib/plan/logical-plan.ts';
import { collect } from '../../lib/plan/traverse.ts';
import type { DeployedQuery } from './deployed-query.ts';

type Options = Readonly<Record<string, string>>;

/** A place that the query reads or writes, by the names of its options; stand-ins for values of the environment are still in it. */
export type QueryResource =
  | {
      readonly kind: 'stream';
      readonly role: 'source' | 'sink';
      readonly streamName: string;
      readonly streamArn?: string | undefined;
    }
  | {
      readonly kind: 'objects';
      readonly role: 'source' | 'table' | 'sink' | 'quarantine' | 'archive';
      readonly bucketName: string;
      /** What every key begins with; empty: all of the bucket. */
      readonly prefix: string;
      /** Whether objects are moved or deleted after they were read. */
      readonly isCleaned: boolean;
    }
  | {
      readonly kind: 'table';
      readonly role: 'sink';
      readonly tableName: string;
      /** Whether rows that a batch does not have are taken away. */
      readonly isReplaced: boolean;
    }
  /** Nothing of AWS: a generator, Kafka, a user's function. */
  | { readonly kind: 'other'; readonly role: 'source' | 'sink'; readonly format: string };

const FILES = ['csv', 'json', 'parquet', 'text', 'orc'];
const GLOB = /[*?[{]/;

/** An option's value, letter case of its name aside. */
export const optionOf = (options: Options, name: string): string | undefined =>
  Object.entries(options).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

/** The sources of the query, in the order of the plan, each once. */
export function sourcesOf(query: DeployedQuery): readonly QueryResource[] {
  const relations = collect(query.plan, (node) => node.kind === 'StreamingRelation');
  return distinct(relations.map(({ format, options }) => resource(query, 'source', format, options)));
}

/** Everything that the query reaches, each once. */
export function resourcesOf(query: DeployedQuery): readonly QueryResource[] {
  const statics = collect(query.plan, isStaticFiles).map(({ format, options }) =>
    resource(query, 'table', format, options),
  );
  const { format, options } = query.sink;
  return distinct([...sourcesOf(query), ...statics, resource(query, 'sink', format, options), ...asidesOf(query)]);
}

const isStaticFiles = (node: LogicalPlan): node is Extract<LogicalPlan, { readonly kind: 'StaticRelation' }> =>
  node.kind === 'StaticRelation' && FILES.includes(node.format.toLowerCase());

/** Where bad records and old files go: places named by options of a source. */
function asidesOf(query: DeployedQuery): readonly QueryResource[] {
  const relations = collect(query.plan, (node) => node.kind === 'StreamingRelation');
  return relations.flatMap(({ options }) => {
    const [bad, old] = [badRecordsPath(options), optionOf(options, 'sourceArchiveDir')];
    const stream = badRecordsStream(options);
    return [
      ...(bad === undefined ? [] : [objects(query, 'quarantine', bad, false)]),
      ...(stream === undefined ? [] : [writtenStream(stream)]),
      ...(old === undefined ? [] : [objects(query, 'archive', old, false)]),
    ];
  });
}

type Role = 'source' | 'table' | 'sink';

function resource(query: DeployedQuery, role: Role, format: string, options: Options): QueryResource {
  const name = format.toLowerCase();
  if (FILES.includes(name)) {
    const cleaned = ['delete', 'archive'].includes((optionOf(options, 'cleanSource') ?? 'off').toLowerCase());
    return objects(query, role, optionOf(options, 'path') ?? '', cleaned);
  }
  const isSink = role === 'sink';
  if (name === 'kinesis')
    return {
      kind: 'stream',
      role: isSink ? 'sink' : 'source',
      streamName: optionOf(options, 'streamName') ?? optionOf(options, 'streamArn')?.split(':stream/')[1] ?? '',
      ...(optionOf(options, 'streamArn') !== undefined && { streamArn: optionOf(options, 'streamArn') }),
    };
  if (name === 'dynamodb' && isSink)
    return {
      kind: 'table',
      role,
      tableName: optionOf(options, 'tableName') ?? '',
      isReplaced: query.outputMode === 'complete',
    };
  return { kind: 'other', role: isSink ? 'sink' : 'source', format: name };
}

/** A stream by its name or ARN. */
function writtenStream(stream: string): QueryResource {
  const name = stream.split(':stream/')[1];
  return { kind: 'stream', role: 'sink', streamName: name ?? stream, ...(name !== undefined && { streamArn: stream }) };
}

function objects(
  query: DeployedQuery,
  role: Role | 'quarantine' | 'archive',
  path: string,
  isCleaned: boolean,
): Extract<QueryResource, { readonly kind: 'objects' }> {
  const match = /^s3a?:\/\/([^/]+)\/?(.*)$/.exec(path);
  if (match === null) throw new MillraceError('UNSUPPORTED_DEPLOYMENT.LOCAL_PATH', { role, query: query.name, path });
  const [, bucketName = '', key = ''] = match;
  const glob = key.search(GLOB);
  const prefix = glob === -1 ? (key === '' || key.endsWith('/') ? key : `${key}/`) : key.slice(0, glob);
  return { kind: 'objects', role, bucketName, prefix, isCleaned };
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

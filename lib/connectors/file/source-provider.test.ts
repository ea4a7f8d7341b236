import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import type { ConnectorContext } from '../../contracts/connector.ts';
import { type StructType, simpleString } from '../../types/data-type.ts';
import { parseDdl } from '../../types/ddl.ts';
import { ManualClock } from '../../util/clock.ts';
import { LocalFileSystem } from './local-file-system.ts';
import { fileSourceProvider } from './source-provider.ts';

const root = await mkdtemp(join(tmpdir(), 'millrace-provider-'));
after(() => rm(root, { recursive: true }));
const context: ConnectorContext = { clock: new ManualClock(), fileSystems: [new LocalFileSystem()], conf: {} };

async function put(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), '{"id":1}\n');
  }
}

await put('plain/b.json', 'plain/a.json', 'parts/k=1/j=a/x.json', 'parts/k=2/j=b/x.json');

function schemaOf(format: string, options: Record<string, string>, ddl?: string): string {
  const given: StructType | undefined = ddl === undefined ? undefined : parseDdl(ddl);
  return simpleString(fileSourceProvider.schema(format, options, given, context));
}

test('the schema is the given one, made nullable', () => {
  const path = join(root, 'plain');
  assert.equal(schemaOf('json', { path }, 'id INT NOT NULL'), 'struct<id:int>');
  const schema = fileSourceProvider.schema('json', { path }, parseDdl('id INT NOT NULL'), context);
  assert.equal(schema.fields[0]?.nullable, true);
});

test('the path may be that of one file', () => {
  assert.equal(schemaOf('json', { path: join(root, 'plain/a.json') }, 'id INT'), 'struct<id:int>');
});

test('partition columns move to the end, with the given name and type or an inferred one, as in Spark', () => {
  const path = join(root, 'parts');
  assert.equal(schemaOf('json', { path }, 'id INT'), 'struct<id:int,k:int,j:string>');
  assert.equal(schemaOf('json', { path }, 'K STRING, id INT'), 'struct<id:int,K:string,j:string>');
  assert.equal(schemaOf('json', { path, recursiveFileLookup: 'true' }, 'id INT'), 'struct<id:int>');
});

test('only text has a schema of its own', () => {
  const path = join(root, 'plain');
  assert.equal(schemaOf('text', { path }), 'struct<value:string>');
  assert.equal(schemaOf('text', { path }, 'line STRING'), 'struct<line:string>');
  assert.throws(() => schemaOf('text', { path }, 'a STRING, b INT'), {
    condition: 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE',
    message: /Text datasource doesn't support the column `b` of the type "INT"/,
  });
  assert.throws(() => schemaOf('csv', { path }, 'a ARRAY<INT>'), { message: /CSV datasource.*`a`.*"ARRAY<INT>"/ });
  assert.throws(() => schemaOf('json', { path }, 'id INT, s STRUCT<m: ARRAY<MAP<INT, STRING>>>'), {
    condition: 'INVALID_JSON_SCHEMA_MAP_TYPE',
    message:
      '[INVALID_JSON_SCHEMA_MAP_TYPE] Input schema "STRUCT<id: INT, s: STRUCT<m: ARRAY<MAP<INT, STRING>>>>" can only contain STRING as a key type for a MAP.',
  });
  assert.equal(schemaOf('json', { path }, 'm MAP<STRING, INT>'), 'struct<m:map<string,int>>');
  assert.throws(() => schemaOf('json', { path }), {
    condition: '_LEGACY_ERROR_TEMP_2048',
    message: /^Schema must be specified when creating a streaming source DataFrame/,
  });
});

test('a missing path is refused, a pattern without a match is not', () => {
  const path = join(root, 'nope');
  assert.throws(() => schemaOf('json', { path }, 'id INT'), {
    condition: 'PATH_NOT_FOUND',
    message: `[PATH_NOT_FOUND] Path does not exist: ${path}.\nCheck the path, and the working directory if it is a relative one. The folder of a stream may be empty, but has to be there.`,
  });
  assert.equal(schemaOf('json', { path: join(root, 'nope*') }, 'id INT'), 'struct<id:int>');
  assert.throws(() => schemaOf('json', {}, 'id INT'), { condition: 'MISSING_OPTION', message: /"path"/ });
  assert.throws(() => schemaOf('json', { path: 's3://bucket/in' }, 'id INT'), { condition: 'NO_FILE_SYSTEM' });
});

test('options of the reader are known by format, others are refused', () => {
  const path = join(root, 'plain');
  assert.equal(schemaOf('csv', { path, HEADER: 'true', sep: ';' }, 'id INT'), 'struct<id:int>');
  assert.throws(() => schemaOf('json', { path, header: 'true' }, 'id INT'), {
    condition: 'UNKNOWN_OPTION',
    message: /The json source has no option "header"/,
  });
  assert.throws(() => schemaOf('json', { path, maxFilePerTrigger: '1' }, 'id INT'), {
    message: /Did you mean "maxFilesPerTrigger"/,
  });
  assert.throws(() => schemaOf('json', { path, maxFilesPerTrigger: '1', maxBytesPerTrigger: '1' }, 'id INT'), {
    condition: 'OPTION_CONFLICT',
    message: /Options 'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be both set at the same time/,
  });
});

test('a static read takes all files there are, by path, with the reader options alone', async () => {
  const schema = parseDdl('id INT, k INT, j STRING');
  const read = async (options: Record<string, string>) => {
    const input = await fileSourceProvider.readStatic?.('json', options, schema, context);
    assert.ok(input?.kind === 'files');
    return input;
  };
  const plain = await read({ path: join(root, 'plain'), MULTILINE: 'true' });
  assert.deepEqual(plain, {
    kind: 'files',
    format: 'json',
    options: { multiLine: 'true' },
    files: ['a.json', 'b.json'].map((name) => ({ path: join(root, 'plain', name), partitionValues: {} })),
  });
  const parts = await read({ path: join(root, 'parts') });
  assert.deepEqual(parts.files[1]?.partitionValues, { k: '2', j: 'b' });
  const single = await read({ path: join(root, 'plain/a.json') });
  assert.equal(single.files.length, 1);
  await assert.rejects(read({ path: join(root, 'nope') }), { condition: 'PATH_NOT_FOUND' });
});

test('without a schema the files and their folders tell the columns', async () => {
  const infer = (format: string, path: string) => {
    const schema = fileSourceProvider.inferSchema?.(format, { path: join(root, path) }, context);
    return schema && simpleString(schema);
  };
  assert.equal(infer('json', 'plain'), 'struct<id:bigint>');
  assert.equal(infer('json', 'parts'), 'struct<id:bigint,k:int,j:string>');
  assert.equal(infer('csv', 'plain/a.json'), 'struct<_c0:string>');
  assert.equal(infer('text', 'plain'), undefined);
  assert.throws(() => infer('json', 'nope'), { condition: 'PATH_NOT_FOUND' });
  await mkdir(join(root, 'empty'));
  const message = /Unable to infer schema for JSON\. It must be specified manually\./;
  assert.throws(() => infer('json', 'empty'), { condition: 'UNABLE_TO_INFER_SCHEMA', message });
});

test('a column of the files that is one of the folders too keeps its place and has the type of the folder', async () => {
  await mkdir(join(root, 'both/b=1'), { recursive: true });
  await writeFile(join(root, 'both/b=1/x'), '{"a":"x","b":"y","c":1}\n');
  const options = { path: join(root, 'both') };
  const schema = fileSourceProvider.inferSchema?.('json', options, context);
  assert.equal(schema && simpleString(schema), 'struct<a:string,b:int,c:bigint>');
});

test('names that differ by case alone are refused, at any depth', async () => {
  await writeFile(join(root, 'case.json'), '{"s":{"a":1,"A":"x"}}\n');
  const infer = (conf: Record<string, string>) =>
    fileSourceProvider.inferSchema?.('json', { path: join(root, 'case.json') }, { ...context, conf });
  assert.throws(() => infer({}), { condition: 'COLUMN_ALREADY_EXISTS', message: /`a`/ });
  assert.ok(infer({ 'spark.sql.caseSensitive': 'true' }));
});

test('files that cannot be looked into at once need a schema', () => {
  const local = new LocalFileSystem();
  const fileSystem = {
    handles: () => true,
    list: local.list.bind(local),
    exists: local.exists.bind(local),
    stat: local.stat.bind(local),
    localPath: local.localPath.bind(local),
    publish: local.publish.bind(local),
    move: local.move.bind(local),
    remove: local.remove.bind(local),
  };
  const elsewhere = { ...context, fileSystems: [fileSystem] };
  assert.throws(() => fileSourceProvider.inferSchema?.('csv', { path: 's3://bucket/in' }, elsewhere), {
    condition: 'NOT_IMPLEMENTED',
    message: /s3:\/\/bucket\/in[\s\S]*Give the schema/,
  });
});

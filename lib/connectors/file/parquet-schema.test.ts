import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createDuckDbExecutor } from '../../engine/create-duckdb-executor.ts';
import { MillraceError } from '../../errors/index.ts';
import { toDdl } from '../../types/ddl.ts';
import { LocalFileSystem } from './local-file-system.ts';
import { parquetSchema } from './parquet-schema.ts';

const files = new LocalFileSystem();

const folder = await mkdtemp(join(tmpdir(), 'parquet-schema-'));
const executor = await createDuckDbExecutor({ timeZone: 'UTC', scratchDirectory: folder });
after(async () => {
  await executor.close();
  await rm(folder, { recursive: true });
});

const schemaOf = (path: string) => parquetSchema(path, (bytes) => files.readTailSync(path, bytes));

test('every type comes back from the footer', async () => {
  const path = join(folder, 'types.parquet');
  await executor.exportParquet(
    `SELECT 1::TINYINT AS a, 2::SMALLINT AS b, 3::INTEGER AS c, 4::BIGINT AS d, 1.5::FLOAT AS e, 2.5::DOUBLE AS f, 'x' AS g,
     'x'::BLOB AS h, DATE '2024-01-01' AS i, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS j, TIMESTAMP '2024-01-01' AS k,
     1.25::DECIMAL(10, 2) AS l, [1, 2] AS m, MAP {'a': 1} AS n, {'p': 1, 'q': ['x']} AS o, true AS p`,
    path,
  );
  assert.equal(
    toDdl(schemaOf(path)),
    'a TINYINT, b SMALLINT, c INT, d BIGINT, e FLOAT, f DOUBLE, g STRING, h BINARY, i DATE, j TIMESTAMP, k TIMESTAMP_NTZ, ' +
      'l DECIMAL(10,2), m ARRAY<INT>, n MAP<STRING, INT>, o STRUCT<p: INT, q: ARRAY<STRING>>, p BOOLEAN',
  );
});

test('a file that is not whole is refused by its name', async () => {
  const path = join(folder, 'cut.parquet');
  await writeFile(path, 'PAR1 and no more');
  assert.throws(
    () => schemaOf(path),
    (error) =>
      error instanceof MillraceError && error.condition === 'CANNOT_READ_FILE_FOOTER' && error.params['path'] === path,
  );
});

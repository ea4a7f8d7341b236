import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readQuery } from './read-query.ts';

// Below this folder, so that the entry files find the package as a user's would.
const folder = mkdtempSync(join(import.meta.dirname, '.entries-'));
const data = mkdtempSync(join(tmpdir(), 'millrace-entries-'));
after(() => {
  for (const path of [folder, data]) rmSync(path, { recursive: true, force: true });
});

function entry(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const QUERY = `
import { defineQuery } from 'millrace';
console.log('entry files may print');
export default defineQuery('orders', (session) =>
  session.readStream.schema('k STRING, n INT').json(process.env.INPUT ?? '').filter('n > 1')
    .writeStream.format('json').option('path', process.env.OUTPUT ?? '').trigger({ availableNow: true }));
`;

describe('the query of an entry file', () => {
  test('is read with the variables and settings of its deployment', () => {
    const query = readQuery({
      entry: entry('orders.ts', QUERY),
      environment: { INPUT: data, OUTPUT: 's3://env.out.millrace/orders' },
      conf: { 'spark.sql.session.timeZone': 'Asia/Tokyo' },
    });
    assert.equal(query.name, 'orders');
    assert.deepEqual(query.sink.options, { path: 's3://env.out.millrace/orders' });
    assert.deepEqual(query.trigger, { kind: 'availableNow' });
    assert.equal(query.conf['spark.sql.session.timeZone'], 'Asia/Tokyo');
    assert.equal(query.plan.kind, 'Filter');
  });

  test('is a manifest, where the entry is one', () => {
    const options = { environment: { INPUT: data, OUTPUT: 's3://out' }, conf: {} };
    const { manifest } = readQuery({ entry: entry('orders.ts', QUERY), ...options });
    const file = entry('orders.json', JSON.stringify(manifest));
    assert.deepEqual(readQuery({ entry: file, ...options }).manifest, manifest);
  });

  for (const [what, text, why] of [
    ['is missing', 'export const query = 1;', /default export is no query/],
    ['throws', "throw new Error('no such table');", /no such table/],
    ['cannot be parsed', 'export default {', /Expected|Unexpected/],
    ['is refused', QUERY.replace("'n > 1'", "'m > 1'"), /UNRESOLVED_COLUMN/],
  ] as const)
    test(`that ${what} is refused with the file and the reason`, () => {
      const file = entry(`${what.replaceAll(' ', '-')}.ts`, text);
      assert.throws(
        () => readQuery({ entry: file, environment: { INPUT: data }, conf: {} }),
        (error: Error) => {
          assert.ok(error.message.startsWith('[QUERY_MODULE_UNREADABLE]'), error.message);
          assert.ok(error.message.includes(file));
          assert.match(error.message, why);
          return true;
        },
      );
    });
});

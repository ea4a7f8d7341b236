import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readOrders, writeOrders } from './bad-records.ts';

test('what is no order lies beside the orders with its reason and place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bad-records-'));
  try {
    await writeOrders(folder);
    assert.deepEqual(await readOrders(folder), { good: 3, bad: 2 });
    const [name = '', ...others] = await readdir(`${folder}/bad-orders`);
    assert.match(name, /^bad-records-[0-9a-f-]{36}-0-0\.json$/);
    assert.deepEqual(others, []);
    const text = await readFile(`${folder}/bad-orders/${name}`, 'utf8');
    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const file = join(folder, 'orders/1.json');
    assert.deepEqual(
      records.map(({ record, position, batchId }) => ({ record, position, batchId })),
      [
        { record: '//4=', position: { file, line: 4 }, batchId: 0 },
        { record: '{"order_id":2,"amount":', position: { file, line: 2 }, batchId: 0 },
      ],
    );
    assert.deepEqual(
      records.map(({ reason }) => reason),
      ['The record is not UTF-8; it is given in Base64.', 'It is no JSON: Unexpected end of JSON input'],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

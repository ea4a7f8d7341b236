import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { StreamSession } from 'millrace';
import { tellFailure } from './failure.ts';
import { tellRows } from './foreach.ts';
import { tellCountries } from './foreach-batch.ts';
import { tellEvents } from './listener.ts';
import { tellMetrics } from './observe.ts';
import { copyOrders } from './orders.ts';
import { askTable } from './to-table.ts';

type Example = (session: StreamSession, folder: string, print: (line: string) => void) => Promise<void>;

/** What an example tells. */
async function told(example: Example): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-sinks-'));
  try {
    await copyOrders(folder);
    await using session = await StreamSession.create();
    const lines: string[] = [];
    await example(session, folder, (line) => lines.push(line));
    return lines;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What Spark told, by section. */
async function recorded(section: string): Promise<string[]> {
  const output = await readFile(join(import.meta.dirname, 'spark-output.txt'), 'utf8');
  const lines = output.trimEnd().split('\n');
  const start = lines.indexOf(`== ${section}`) + 1;
  assert.ok(start > 0, section);
  const length = lines.slice(start).findIndex((line) => line.startsWith('== '));
  return lines.slice(start, length === -1 ? undefined : start + length);
}

describe('as on Spark', () => {
  const examples: Readonly<Record<string, Example>> = {
    foreach: tellRows,
    'foreach-batch': tellCountries,
    observe: tellMetrics,
    'to-table': askTable,
    listener: tellEvents,
  };
  for (const [section, example] of Object.entries(examples)) {
    test(section, async () => assert.deepEqual(await told(example), await recorded(section)));
  }
});

test('a failure has the condition, cause and offsets that Spark gives', async () => {
  const lines = await told(tellFailure);
  assert.deepEqual(lines, [...(await recorded('failure')), 'the same by exception(): true']);
});

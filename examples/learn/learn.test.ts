import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LineFeeder } from './1-word-count/feeder.ts';
import { deliver } from './deliver.ts';
import { comparable, exercises, sparkOutput } from './recorded.ts';
import { type RunningProgram, startProgram } from './run-program.ts';

describe('the exercises', () => {
  for (const name of exercises) {
    test(`${name} prints what Spark printed`, async () => {
      const program = startProgram(name.charAt(0));
      assert.equal(await program.ended, 0, program.errors());
      assert.equal(comparable(name, program.printed()), sparkOutput(name));
    });

    test(`${name} has a help text, and refuses what it does not know`, async () => {
      const help = startProgram(name.charAt(0), '--help');
      assert.equal(await help.ended, 0);
      assert.match(help.printed(), /--help +this text/);
      const mistaken = startProgram(name.charAt(0), '--prot', '1');
      assert.equal(await mistaken.ended, 1);
      assert.match(mistaken.errors(), /Unknown option '--prot'[\s\S]*this text/);
    });
  }

  test('without a number, the exercises are listed', async () => {
    const list = startProgram();
    assert.equal(await list.ended, 0);
    for (const name of exercises) assert.match(list.printed(), new RegExp(name.replaceAll('-', ' +')));
    assert.equal(await startProgram('9').ended, 1);
  });
});

describe('by hand', () => {
  test('words come from a server of the user until Ctrl-C', async () => {
    await using feeder = await LineFeeder.start();
    const program = startProgram('1', '--port', String(feeder.port));
    await printed(program, /Batch: 0/);
    feeder.send('one two two');
    await printed(program, /two\| +2\|\n\| +one\| +1\|/);
    await interrupted(program);
  });

  test('files come from a folder of the user until Ctrl-C', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-learn-'));
    try {
      const program = startProgram('2', '--folder', folder);
      await deliver(join(import.meta.dirname, '2-csv-folder/orders/3.csv'), folder);
      await printed(program, /Batch: 0[\s\S]*bran\| +1\| +2\| +1\.70\|/);
      await interrupted(program);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('numbers come by the clock, and their statistics are those of 0, 1, 2, …', async () => {
    const program = startProgram('3', '--source', 'rate', '--rows', '20', '--batches', '4');
    assert.equal(await program.ended, 0, program.errors());
    const [count = 0, min, max, avg, stddev = 0] = lastRow(program.printed());
    assert.ok(count >= 20 && count % 20 === 0, program.printed());
    assert.deepEqual([min, max, avg], [0, count - 1, (count - 1) / 2]);
    assert.ok(Math.abs(stddev - Math.sqrt((count * (count + 1)) / 12)) < 1e-5);
  });

  test('Ctrl-C ends an exercise between two kills, with the run it has started', async () => {
    const program = startProgram('5');
    await printed(program, /2000 payments/);
    await interrupted(program);
  });
});

async function printed(program: RunningProgram, pattern: RegExp): Promise<void> {
  while (!pattern.test(program.printed())) {
    assert.equal(program.child.exitCode, null, program.errors());
    await sleep(20);
  }
}

async function interrupted(program: RunningProgram): Promise<void> {
  program.child.kill('SIGINT');
  assert.equal(await program.ended, 130, program.errors());
  assert.match(program.errors(), /Stopped\.\n$/);
}

function lastRow(output: string): number[] {
  const line = output.split('\n').findLast((text) => /^\| *\d/.test(text)) ?? '';
  return line.split('|').slice(1, -1).map(Number);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCampaign } from './campaign.ts';
import { filesPipeline } from './files-pipeline.ts';
import { chunkLeftOut, commitBeforeSink, deltaLeftOut, fenceRemoved } from './mutations.ts';
import { windowsPipeline } from './windows-pipeline.ts';

/** More than any of them has been seen to take. */
const HISTORIES = 25;

const CASES = [
  [commitBeforeSink, filesPipeline],
  [fenceRemoved, windowsPipeline],
  [deltaLeftOut, windowsPipeline],
  [chunkLeftOut, windowsPipeline],
] as const;

for (const [mutation, pipeline] of CASES)
  test(`the campaign finds a mistake that is put in on purpose: ${mutation.name}`, async (t) => {
    const run = runCampaign({ pipeline, histories: HISTORIES, mutation });
    await assert.rejects(run, (error: Error) => {
      t.diagnostic(error.message.split('\n')[0] ?? '');
      return /^History \d+ of \d+ failed/.test(error.message);
    });
  });

import { test } from 'node:test';
import { runCampaign } from './campaign.ts';
import { streamFilesJoinPipeline } from './stream-files-join-pipeline.ts';

test('whatever fails, a join of a stream with files gives the pairs of one batch over both', () =>
  runCampaign({ pipeline: streamFilesJoinPipeline }));

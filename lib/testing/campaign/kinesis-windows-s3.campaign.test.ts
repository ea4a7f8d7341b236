import { test } from 'node:test';
import { runCampaign } from './campaign.ts';
import { windowsPipeline } from './windows-pipeline.ts';

test('whatever fails, windows over a stream are those of one batch over all of it', () =>
  runCampaign({ pipeline: windowsPipeline }));

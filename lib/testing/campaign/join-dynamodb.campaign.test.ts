import { test } from 'node:test';
import { runCampaign } from './campaign.ts';
import { joinPipeline } from './join-pipeline.ts';

test('whatever fails, a join of streams fills a table as one batch over both would', () =>
  runCampaign({ pipeline: joinPipeline }));

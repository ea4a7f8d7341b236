import { test } from 'node:test';
import { backfillPipeline } from './backfill-pipeline.ts';
import { runCampaign } from './campaign.ts';

test('whatever fails, backfills step by step give what one batch over all of it would', () =>
  runCampaign({ pipeline: backfillPipeline }));

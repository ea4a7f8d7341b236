import { test } from 'node:test';
import { runCampaign } from './campaign.ts';
import { chainPipeline } from './chain-pipeline.ts';

test('whatever fails, a chain of streams gives each row once', () => runCampaign({ pipeline: chainPipeline }));

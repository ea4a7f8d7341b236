import { test } from 'node:test';
import { runCampaign } from './campaign.ts';
import { filesPipeline } from './files-pipeline.ts';

test('whatever fails, each line of each file comes out once', () => runCampaign({ pipeline: filesPipeline }));

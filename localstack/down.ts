import { stopProcessGroup } from '../scripts/local-aws/stop-process-group.ts';
import { runCdk } from './cdk.ts';
import { forgetAws, runningAws } from './endpoint.ts';

const elsewhere = process.env['AWS_ENDPOINT_URL'];
const running = runningAws();
if (elsewhere !== undefined) {
  await runCdk(['destroy', '--all', '--force'], { endpoint: elsewhere });
} else if (running === undefined) {
  console.log('No local AWS runs.');
} else {
  await stopProcessGroup(running.pid);
  forgetAws();
  console.log(`The local AWS at ${running.endpoint} has ended, and what was deployed to it is gone.`);
}

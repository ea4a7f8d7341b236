import { setUpLocalAws } from '../scripts/local-aws/set-up-local-aws.ts';
import { startLocalAws } from '../scripts/local-aws/start-local-aws.ts';
import { rememberAws, runningAws } from './endpoint.ts';

const PORT = 4566;

async function up(): Promise<void> {
  const elsewhere = process.env['AWS_ENDPOINT_URL'];
  if (elsewhere !== undefined) return console.log(`AWS_ENDPOINT_URL names ${elsewhere}: nothing to start.`);
  const running = runningAws();
  if (running !== undefined) return console.log(`A local AWS runs at ${running.endpoint} already.`);
  const problem = await setUpLocalAws();
  if (problem !== undefined)
    throw new Error(
      `${problem.reason}.\nWith Docker: docker compose -f localstack/docker-compose.yml up -d, and AWS_ENDPOINT_URL=http://localhost:${PORT} for the commands after.`,
    );
  const { endpoint, pid } = await startLocalAws({ port: PORT, keepRunning: true });
  rememberAws({ endpoint, pid });
  console.log(`A local AWS runs at ${endpoint}. Next: npm run local:deploy; npm run local:down ends it.`);
}

await up();

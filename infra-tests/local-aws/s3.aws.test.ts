import { awsServices } from '../../lib/connectors/aws/clients.ts';
import { s3Contract } from '../../lib/testing/aws/s3-contract.ts';
import { newBucket } from './new-bucket.ts';

const services = awsServices();

s3Contract('local AWS', async () => ({ port: await services.s3(), bucket: await newBucket('contract') }), {
  'a part that is not the last must have 5 MB': 'MiniStack takes parts of any size',
});

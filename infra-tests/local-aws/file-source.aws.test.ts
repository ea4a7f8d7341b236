import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { awsServices } from '../../lib/connectors/aws/clients.ts';
import { S3FileSystem } from '../../lib/connectors/s3/s3-file-system.ts';
import { s3RoundTrip } from '../../lib/local/s3-files.fixture.ts';
import { newBucket } from './new-bucket.ts';

const aws = awsServices();

test('files of S3 become Parquet on S3, over restarts', async (t) => {
  await s3RoundTrip(t, aws, await newBucket('files'));
});

test('10,000 objects are found by one listing', async () => {
  const bucket = await newBucket('many');
  const s3 = await aws.s3();
  const keys = Array.from({ length: 10_000 }, (_, i) => `in/${String(i).padStart(5, '0')}.json`);
  for (let from = 0; from < keys.length; from += 100) {
    await Promise.all(keys.slice(from, from + 100).map((Key) => s3.putObject({ Bucket: bucket, Key, Body: '{}' })));
  }
  const fileSystem = new S3FileSystem({ aws, scratchDirectory: tmpdir() });
  const found: string[] = [];
  for await (const { path } of fileSystem.list(`s3://${bucket}/in`)) found.push(path);
  assert.deepEqual(
    found.sort(),
    keys.map((key) => `s3://${bucket}/${key}`),
  );
});

const MB = 1024 * 1024;
const INPUT_BYTES = 200 * MB;

/** Puts an object of lines in parts; returns the number of lines. */
async function putLarge(bucket: string, key: string): Promise<number> {
  const s3 = await aws.s3();
  const line = `${JSON.stringify({ id: 1, text: 'x'.repeat(80) })}\n`;
  const part = Buffer.from(line.repeat(Math.ceil((10 * MB) / line.length)));
  const { UploadId } = await s3.createMultipartUpload({ Bucket: bucket, Key: key });
  const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
  for (let PartNumber = 1; (PartNumber - 1) * part.length < INPUT_BYTES; PartNumber++) {
    const { ETag } = await s3.uploadPart({ Bucket: bucket, Key: key, UploadId, PartNumber, Body: part });
    Parts.push({ PartNumber, ETag });
  }
  await s3.completeMultipartUpload({ Bucket: bucket, Key: key, UploadId, MultipartUpload: { Parts } });
  return (Parts.length * part.length) / line.length;
}

test('an object of 200 MB is read within 512 MB of memory', async (t) => {
  const bucket = await newBucket('large');
  const lines = await putLarge(bucket, 'in/large.json');
  const folder = await mkdtemp(join(tmpdir(), 'millrace-large-'));
  t.after(() => rm(folder, { recursive: true }));
  const script = join(import.meta.dirname, 'read-large-object.ts');
  const child = spawn(process.execPath, ['--conditions=millrace-source', script, bucket, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0);
  const { rows, peakBytes } = JSON.parse(output);
  assert.equal(rows, lines);
  t.diagnostic(`most memory: ${Math.round(peakBytes / MB)} MB`);
  assert.ok(peakBytes < 512 * MB, `${Math.round(peakBytes / MB)} MB`);
});

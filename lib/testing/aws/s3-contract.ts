import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import type { S3Port } from '../../connectors/aws/ports.ts';

/** An S3 with a new, empty bucket. */
interface S3UnderTest {
  readonly port: S3Port;
  readonly bucket: string;
}

type Law = readonly [title: string, check: (s3: S3UnderTest) => Promise<void>];

const MB = 1024 * 1024;

/** Registers one `node:test` test for each thing that Millrace relies on in S3; `departures` are those (by title) that a server is known to get wrong, with what it does. */
export function s3Contract(
  name: string,
  factory: () => Promise<S3UnderTest>,
  departures: Readonly<Record<string, string>> = {},
): void {
  describe(`${name}: what is relied on in S3`, () => {
    for (const [title, check] of [...OBJECTS, ...CONDITIONS, ...LISTINGS, ...UPLOADS]) {
      test(title, { skip: departures[title] ?? false }, async () => check(await factory()));
    }
  });
}

/** Puts a text and returns its ETag. */
const put = async ({ port, bucket }: S3UnderTest, key: string, body: string | Uint8Array = key): Promise<string> => {
  const { ETag } = await port.putObject({ Bucket: bucket, Key: key, Body: body });
  return ETag ?? assert.fail('no ETag');
};

const read = async ({ port, bucket }: S3UnderTest, key: string): Promise<string> => {
  const { Body } = await port.getObject({ Bucket: bucket, Key: key });
  return (await Body?.transformToString()) ?? '';
};

const fails = (call: Promise<unknown>, ...names: readonly string[]): Promise<void> =>
  assert.rejects(call, (error: Error) => {
    assert.ok(names.includes(error.name), `${error.name}: ${error.message}`);
    return true;
  });

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

const OBJECTS: readonly Law[] = [
  [
    'what was put is read back, whole, as text, as bytes, as a stream',
    async (s3) => {
      const { port, bucket } = s3;
      const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
      const etag = await put(s3, 'a/b c+d%.bin', bytes);
      const got = await port.getObject({ Bucket: bucket, Key: 'a/b c+d%.bin' });
      assert.equal(got.ContentLength, bytes.length);
      assert.equal(got.ETag, etag);
      assert.ok(got.Body instanceof Readable);
      const chunks: Buffer[] = [];
      for await (const chunk of got.Body) chunks.push(chunk);
      assert.ok(Buffer.concat(chunks).equals(bytes));
      const again = await port.getObject({ Bucket: bucket, Key: 'a/b c+d%.bin' });
      assert.ok(Buffer.from((await again.Body?.transformToByteArray()) ?? []).equals(bytes));
      await put(s3, 'text', 'grüße');
      assert.equal(await read(s3, 'text'), 'grüße');
      await put(s3, 'empty', '');
      assert.equal(await read(s3, 'empty'), '');
    },
  ],
  [
    'ranges give parts of an object',
    async (s3) => {
      const { port, bucket } = s3;
      await put(s3, 'k', '0123456789');
      const part = async (Range: string) => {
        const got = await port.getObject({ Bucket: bucket, Key: 'k', Range });
        return [await got.Body?.transformToString(), got.ContentLength, got.ContentRange];
      };
      assert.deepEqual(await part('bytes=2-4'), ['234', 3, 'bytes 2-4/10']);
      assert.deepEqual(await part('bytes=7-'), ['789', 3, 'bytes 7-9/10']);
      assert.deepEqual(await part('bytes=-2'), ['89', 2, 'bytes 8-9/10']);
      assert.deepEqual(await part('bytes=8-99'), ['89', 2, 'bytes 8-9/10']);
      await fails(port.getObject({ Bucket: bucket, Key: 'k', Range: 'bytes=10-' }), 'InvalidRange');
    },
  ],
  [
    'heads tell size, ETag and time, the same as a listing to the second',
    async (s3) => {
      const { port, bucket } = s3;
      const etag = await put(s3, 'k', 'abc');
      const head = await port.headObject({ Bucket: bucket, Key: 'k' });
      assert.deepEqual([head.ContentLength, head.ETag], [3, etag]);
      const [listed] = (await port.listObjectsV2({ Bucket: bucket })).Contents ?? [];
      assert.deepEqual([listed?.Key, listed?.Size, listed?.ETag], ['k', 3, etag]);
      const seconds = (date: Date | undefined) => Math.floor((date?.getTime() ?? 0) / 1000);
      assert.ok(Math.abs(seconds(listed?.LastModified) - seconds(head.LastModified)) <= 1);
    },
  ],
  [
    'keys and buckets that are not there have their errors; deleting nothing is none',
    async (s3) => {
      const { port, bucket } = s3;
      const nowhere = `${bucket}-nowhere`;
      await fails(port.getObject({ Bucket: bucket, Key: 'k' }), 'NoSuchKey');
      await fails(port.headObject({ Bucket: bucket, Key: 'k' }), 'NotFound');
      await fails(port.getObject({ Bucket: nowhere, Key: 'k' }), 'NoSuchBucket');
      await fails(port.putObject({ Bucket: nowhere, Key: 'k', Body: '' }), 'NoSuchBucket');
      await fails(port.listObjectsV2({ Bucket: nowhere }), 'NoSuchBucket');
      await fails(port.copyObject({ Bucket: bucket, Key: 'k2', CopySource: `${bucket}/k` }), 'NoSuchKey');
      await put(s3, 'k');
      await port.deleteObject({ Bucket: bucket, Key: 'k' });
      await port.deleteObject({ Bucket: bucket, Key: 'k' });
      await fails(port.getObject({ Bucket: bucket, Key: 'k' }), 'NoSuchKey');
    },
  ],
  [
    'a copy has the content and replaces what was there',
    async (s3) => {
      const { port, bucket } = s3;
      await put(s3, 'from/a b.json', 'content');
      await put(s3, 'to', 'before');
      await port.copyObject({
        Bucket: bucket,
        Key: 'to',
        CopySource: `${bucket}/from/${encodeURIComponent('a b.json')}`,
      });
      assert.equal(await read(s3, 'to'), 'content');
      assert.equal(await read(s3, 'from/a b.json'), 'content');
    },
  ],
];

const CONDITIONS: readonly Law[] = [
  [
    'If-None-Match writes only where nothing is',
    async (s3) => {
      const { port, bucket } = s3;
      await port.putObject({ Bucket: bucket, Key: 'k', Body: 'first', IfNoneMatch: '*' });
      const second = port.putObject({ Bucket: bucket, Key: 'k', Body: 'second', IfNoneMatch: '*' });
      await assert.rejects(second, (error: Error) => error.name === 'PreconditionFailed' && statusOf(error) === 412);
      assert.equal(await read(s3, 'k'), 'first');
    },
  ],
  [
    'If-Match writes only over the object it names',
    async (s3) => {
      const { port, bucket } = s3;
      const first = await put(s3, 'k', 'first');
      await port.putObject({ Bucket: bucket, Key: 'k', Body: 'second', IfMatch: first });
      await fails(port.putObject({ Bucket: bucket, Key: 'k', Body: 'third', IfMatch: first }), 'PreconditionFailed');
      assert.equal(await read(s3, 'k'), 'second');
      await fails(port.getObject({ Bucket: bucket, Key: 'k', IfMatch: first }), 'PreconditionFailed', '412');
    },
  ],
  [
    'of 20 rivals for one key exactly one wins',
    async (s3) => {
      const { port, bucket } = s3;
      const rivals = Array.from({ length: 20 }, (_, i) =>
        port.putObject({ Bucket: bucket, Key: 'k', Body: `rival ${i}`, IfNoneMatch: '*' }).then(
          () => i,
          (error: Error) => {
            assert.ok(['PreconditionFailed', 'ConditionalRequestConflict'].includes(error.name), error.name);
            return -1;
          },
        ),
      );
      const winners = (await Promise.all(rivals)).filter((i) => i >= 0);
      assert.equal(winners.length, 1);
      assert.equal(await read(s3, 'k'), `rival ${winners[0]}`);
    },
  ],
];

const LISTINGS: readonly Law[] = [
  [
    'listings come in order of the keys, in pages, from a key on',
    async (s3) => {
      const { port, bucket } = s3;
      const keys = Array.from({ length: 25 }, (_, i) => `p/${String(i).padStart(3, '0')}.json`);
      await Promise.all(['other', 'p.json', ...keys, 'q'].map((key) => put(s3, key)));
      const found: (string | undefined)[] = [];
      let token: string | undefined;
      let pages = 0;
      do {
        const input = { Bucket: bucket, Prefix: 'p/', MaxKeys: 10, ContinuationToken: token };
        const page = await port.listObjectsV2(input);
        assert.equal(page.KeyCount, page.Contents?.length);
        found.push(...(page.Contents ?? []).map(({ Key }) => Key));
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
        pages++;
      } while (token !== undefined);
      assert.deepEqual([found, pages], [keys, 3]);
      const later = await port.listObjectsV2({ Bucket: bucket, Prefix: 'p/', StartAfter: 'p/022.json' });
      assert.deepEqual(
        later.Contents?.map(({ Key }) => Key),
        ['p/023.json', 'p/024.json'],
      );
      const none = await port.listObjectsV2({ Bucket: bucket, Prefix: 'nothing/' });
      assert.deepEqual([none.Contents ?? [], none.IsTruncated, none.KeyCount], [[], false, 0]);
    },
  ],
  [
    'a delimiter folds folders, over pages too',
    async (s3) => {
      const { port, bucket } = s3;
      await Promise.all(['a/1', 'a/2', 'b', 'c/1', 'c/d/2', 'e'].map((key) => put(s3, key)));
      const all = await port.listObjectsV2({ Bucket: bucket, Delimiter: '/' });
      assert.deepEqual(
        all.CommonPrefixes?.map(({ Prefix }) => Prefix),
        ['a/', 'c/'],
      );
      assert.deepEqual(
        all.Contents?.map(({ Key }) => Key),
        ['b', 'e'],
      );
      const found: (string | undefined)[] = [];
      let token: string | undefined;
      do {
        const input = { Bucket: bucket, Delimiter: '/', MaxKeys: 1, ContinuationToken: token };
        const page = await port.listObjectsV2(input);
        found.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
        found.push(...(page.Contents ?? []).map(({ Key }) => Key));
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
      assert.deepEqual(found, ['a/', 'b', 'c/', 'e']);
    },
  ],
];

/** Uploads these parts, and does not complete the upload. */
async function upload({ port, bucket }: S3UnderTest, key: string, parts: readonly Uint8Array[]) {
  const { UploadId } = await port.createMultipartUpload({ Bucket: bucket, Key: key });
  const done = await Promise.all(
    parts.map(async (Body, i) => {
      const { ETag } = await port.uploadPart({ Bucket: bucket, Key: key, UploadId, PartNumber: i + 1, Body });
      return { PartNumber: i + 1, ETag };
    }),
  );
  return { Bucket: bucket, Key: key, UploadId, MultipartUpload: { Parts: done } };
}

const UPLOADS: readonly Law[] = [
  [
    'an upload in parts appears whole once it is completed, not before',
    async (s3) => {
      const { port, bucket } = s3;
      const ready = await upload(s3, 'k', [Buffer.alloc(5 * MB, 1), Buffer.alloc(3, 2)]);
      await fails(port.getObject({ Bucket: bucket, Key: 'k' }), 'NoSuchKey');
      const { ETag } = await port.completeMultipartUpload(ready);
      assert.match(ETag ?? '', /-2"?$/);
      const { ContentLength } = await port.headObject({ Bucket: bucket, Key: 'k' });
      assert.equal(ContentLength, 5 * MB + 3);
      const end = await port.getObject({ Bucket: bucket, Key: 'k', Range: `bytes=${5 * MB - 1}-` });
      assert.deepEqual([...((await end.Body?.transformToByteArray()) ?? [])], [1, 2, 2, 2]);
    },
  ],
  [
    'a part that is not the last must have 5 MB',
    async (s3) => {
      const ready = await upload(s3, 'k', [Buffer.alloc(MB), Buffer.alloc(3)]);
      await fails(s3.port.completeMultipartUpload(ready), 'EntityTooSmall');
    },
  ],
  [
    'an upload that is aborted leaves nothing and cannot be completed',
    async (s3) => {
      const ready = await upload(s3, 'k', [Buffer.from('abc')]);
      await s3.port.abortMultipartUpload({ Bucket: s3.bucket, Key: 'k', UploadId: ready.UploadId });
      await fails(s3.port.completeMultipartUpload(ready), 'NoSuchUpload');
      await fails(s3.port.getObject({ Bucket: s3.bucket, Key: 'k' }), 'NoSuchKey');
    },
  ],
  [
    'a completion has conditions like any write',
    async (s3) => {
      await put(s3, 'k', 'there');
      const ready = await upload(s3, 'k', [Buffer.from('abc')]);
      await fails(s3.port.completeMultipartUpload({ ...ready, IfNoneMatch: '*' }), 'PreconditionFailed');
      assert.equal(await read(s3, 'k'), 'there');
    },
  ],
];

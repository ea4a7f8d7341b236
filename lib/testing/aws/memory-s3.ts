import type { CopyObjectCommandInput, GetObjectCommandInput } from '@aws-sdk/client-s3';
import type { S3Port } from '../../connectors/aws/ports.ts';
import type { Clock } from '../../util/clock.ts';
import { awsError } from './aws-error.ts';
import { s3Body } from './s3-body.ts';
import { checkRead, checkWrite, type S3Preconditions } from './s3-conditions.ts';
import { type S3Creation, type S3EventRecord, s3EventRecord } from './s3-event.ts';
import { compareKeys, listPage } from './s3-listing.ts';
import { etagOf, etagOfParts, type S3Object } from './s3-object.ts';
import { s3Range } from './s3-range.ts';
import { type S3Upload, S3Uploads } from './s3-uploads.ts';
import { takingTurns } from './taking-turns.ts';

interface Bucket {
  readonly objects: Map<string, S3Object>;
  /** The objects in the order of a listing; undefined once a key has come or gone. */
  sorted: readonly S3Object[] | undefined;
}

type Listener = (record: S3EventRecord) => void;

const OK = { $metadata: { httpStatusCode: 200 } };

/** S3 in memory: strongly consistent, conditional writes, multipart uploads, event notifications. Buckets must be made before they are used. */
export class MemoryS3 {
  /** The operations, as the SDK's client has them. */
  readonly port: S3Port;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  readonly #denied = new Set<string>();
  readonly #uploads = new S3Uploads();
  readonly #listeners = new Map<string, Listener[]>();
  #writes = 0;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
    this.port = takingTurns(this.#operations());
  }

  /** Makes an empty bucket; one that exists stays as it is. */
  createBucket(name: string): void {
    if (!this.#buckets.has(name)) this.#buckets.set(name, { objects: new Map(), sorted: undefined });
  }

  /** From now on every call on the bucket fails with AccessDenied. */
  denyBucket(name: string): void {
    this.#denied.add(name);
  }

  /** Tells of every object that appears in the bucket, at once and in order; put an `S3EventQueue` between for what S3 really promises. */
  onCreated(bucket: string, listener: Listener): void {
    this.#listeners.set(bucket, [...(this.#listeners.get(bucket) ?? []), listener]);
  }

  /** Keys of a bucket in order. */
  keys(bucket: string): string[] {
    return this.#sorted(this.#bucket(bucket)).map((object) => object.key);
  }

  /** Multipart uploads neither completed nor aborted. */
  get openUploads(): number {
    return this.#uploads.size;
  }

  #operations(): S3Port {
    const { getObject, headObject, putObject, deleteObject, copyObject, listObjectsV2 } = this.#objectOperations();
    return {
      getObject,
      headObject,
      putObject,
      deleteObject,
      copyObject,
      listObjectsV2,
      createMultipartUpload: async ({ Bucket: bucket = '', Key: key = '', ContentType, Metadata = {} }) => {
        this.#bucket(bucket);
        const id = this.#uploads.create({ bucket, key, contentType: ContentType, metadata: Metadata });
        return { ...OK, Bucket: bucket, Key: key, UploadId: id };
      },
      uploadPart: async ({ Bucket, Key, UploadId, PartNumber, Body }) => {
        const upload = this.#upload(UploadId, Bucket, Key);
        return { ...OK, ETag: this.#uploads.addPart(upload, PartNumber, bytesOf(Body)) };
      },
      completeMultipartUpload: async (input) => {
        const upload = this.#upload(input.UploadId, input.Bucket, input.Key);
        const bodies = this.#uploads.partsOf(upload, input.MultipartUpload?.Parts ?? []);
        const { bucket, key } = upload;
        const made = this.#object(key, Buffer.concat(bodies), upload.contentType, upload.metadata, etagOfParts(bodies));
        this.#write(bucket, made, input, 'CompleteMultipartUpload');
        this.#uploads.remove(upload.id);
        return { ...OK, Bucket: bucket, Key: key, ETag: made.etag };
      },
      abortMultipartUpload: async ({ Bucket, Key, UploadId }) => {
        this.#uploads.remove(this.#upload(UploadId, Bucket, Key).id);
        return OK;
      },
    };
  }

  #objectOperations(): Pick<
    S3Port,
    'getObject' | 'headObject' | 'putObject' | 'deleteObject' | 'copyObject' | 'listObjectsV2'
  > {
    return {
      getObject: async (input) => this.#get(input),
      headObject: async ({ Bucket, Key, IfMatch }) => {
        const object = this.#buckets.get(Bucket ?? '') && this.#bucket(Bucket).objects.get(Key ?? '');
        // An answer to HEAD has no body that could say what is missing.
        if (object === undefined) throw awsError('NotFound', 404, 'UnknownError');
        checkRead(object, IfMatch);
        return { ...OK, ...headersOf(object), ContentLength: object.body.length };
      },
      putObject: async (input) => {
        const made = this.#object(input.Key ?? '', bytesOf(input.Body), input.ContentType, input.Metadata ?? {});
        this.#write(input.Bucket ?? '', made, input, 'Put');
        return { ...OK, ETag: made.etag };
      },
      deleteObject: async ({ Bucket, Key = '', IfMatch }) => {
        const bucket = this.#bucket(Bucket);
        const existing = bucket.objects.get(Key);
        if (IfMatch !== undefined) checkWrite(existing, { IfMatch });
        if (bucket.objects.delete(Key)) bucket.sorted = undefined;
        return { $metadata: { httpStatusCode: 204 } };
      },
      copyObject: async (input) => this.#copy(input),
      listObjectsV2: async (input) => listPage(this.#sorted(this.#bucket(input.Bucket)), input),
    };
  }

  #get({ Bucket, Key = '', IfMatch, Range }: GetObjectCommandInput) {
    const object = this.#existing(Bucket, Key);
    checkRead(object, IfMatch);
    const range = s3Range(Range, object.body.length);
    const body = range === undefined ? object.body : object.body.subarray(range.from, range.to);
    return {
      $metadata: { httpStatusCode: range === undefined ? 200 : 206 },
      ...headersOf(object),
      ContentLength: body.length,
      ...(range !== undefined && { ContentRange: `bytes ${range.from}-${range.to - 1}/${object.body.length}` }),
      Body: s3Body(body),
    };
  }

  #copy(input: CopyObjectCommandInput) {
    const source = decodeURIComponent(input.CopySource ?? '').replace(/^\//, '');
    const slash = source.indexOf('/');
    const from = this.#existing(source.slice(0, slash), source.slice(slash + 1));
    checkRead(from, input.CopySourceIfMatch);
    const made = this.#object(input.Key ?? '', from.body, from.contentType, from.metadata);
    this.#write(input.Bucket ?? '', made, {}, 'Copy');
    return { ...OK, CopyObjectResult: { ETag: made.etag, LastModified: made.modified } };
  }

  #object(
    key: string,
    body: Buffer,
    contentType: string | undefined,
    metadata: Readonly<Record<string, string>>,
    etag = etagOf(body),
  ): S3Object {
    const modified = new Date(Math.floor(this.#clock.now() / 1000) * 1000);
    return { key, body, etag, modified, contentType, metadata };
  }

  #write(name: string, object: S3Object, conditions: S3Preconditions, how: S3Creation['how']): void {
    const bucket = this.#bucket(name);
    checkWrite(bucket.objects.get(object.key), conditions);
    bucket.objects.set(object.key, object);
    bucket.sorted = undefined;
    const { key, etag, body } = object;
    const creation = { bucket: name, key, etag, size: body.length, timeMs: this.#clock.now(), how };
    const record = s3EventRecord({ ...creation, sequence: ++this.#writes });
    for (const listener of this.#listeners.get(name) ?? []) listener(record);
  }

  #existing(bucket: string | undefined, key: string): S3Object {
    const object = this.#bucket(bucket).objects.get(key);
    if (object === undefined) throw awsError('NoSuchKey', 404, 'The specified key does not exist.', { Key: key });
    return object;
  }

  #upload(id: string | undefined, bucket: string | undefined, key: string | undefined): S3Upload {
    this.#bucket(bucket);
    return this.#uploads.get(id, bucket, key);
  }

  #bucket(name: string | undefined): Bucket {
    if (this.#denied.has(name ?? '')) throw awsError('AccessDenied', 403, 'Access Denied');
    const bucket = this.#buckets.get(name ?? '');
    if (bucket !== undefined) return bucket;
    throw awsError('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: name });
  }

  #sorted(bucket: Bucket): readonly S3Object[] {
    bucket.sorted ??= [...bucket.objects.values()].sort((a, b) => compareKeys(a.key, b.key));
    return bucket.sorted;
  }
}

const headersOf = (object: S3Object) => ({
  ETag: object.etag,
  LastModified: object.modified,
  Metadata: { ...object.metadata },
  ...(object.contentType !== undefined && { ContentType: object.contentType }),
});

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  // A copy: the caller may go on to use its memory.
  if (body instanceof Uint8Array) return Buffer.from(body);
  throw new TypeError('A body is bytes or text; S3Port takes no streams.');
}

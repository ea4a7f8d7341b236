import { createHash } from 'node:crypto';

/** An object as the in-memory S3 keeps it. */
export interface S3Object {
  readonly key: string;
  readonly body: Buffer;
  /** In quotes, as S3 gives it. */
  readonly etag: string;
  /** Whole seconds, as S3 keeps it. */
  readonly modified: Date;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The ETag of an object written in one piece. */
export const etagOf = (body: Uint8Array): string => `"${md5(body).toString('hex')}"`;

/** The ETag of an object put together from parts. */
export const etagOfParts = (bodies: readonly Uint8Array[]): string =>
  `"${md5(Buffer.concat(bodies.map(md5))).toString('hex')}-${bodies.length}"`;

const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

/** One record of an S3 event notification, as a queue or a function gets it. */
export interface S3EventRecord {
  readonly eventVersion: string;
  readonly eventSource: 'aws:s3';
  readonly awsRegion: string;
  readonly eventTime: string;
  /** `ObjectCreated:Put`, `ObjectCreated:Copy`, `ObjectCreated:CompleteMultipartUpload`. */
  readonly eventName: string;
  readonly s3: {
    readonly s3SchemaVersion: string;
    readonly configurationId: string;
    readonly bucket: { readonly name: string; readonly arn: string };
    /** The key is encoded as in a form: `a+b.json` for `a b.json`. */
    readonly object: { readonly key: string; readonly size: number; readonly eTag: string; readonly sequencer: string };
  };
}

/** What the record of a new object is made of. */
export interface S3Creation {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly timeMs: number;
  readonly how: 'Put' | 'Copy' | 'CompleteMultipartUpload';
  /** Grows with every write of the service. */
  readonly sequence: number;
}

/** The record S3 sends for a new object. */
export function s3EventRecord({ bucket, key, size, etag, timeMs, how, sequence }: S3Creation): S3EventRecord {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: new Date(timeMs).toISOString(),
    eventName: `ObjectCreated:${how}`,
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'millrace',
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'),
        size,
        eTag: etag.replaceAll('"', ''),
        sequencer: sequence.toString(16).toUpperCase().padStart(16, '0'),
      },
    },
  };
}

import { awsError } from './aws-error.ts';
import { isSameEtag } from './s3-conditions.ts';
import { etagOf } from './s3-object.ts';

/** A multipart upload under way. */
export interface S3Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly parts: Map<number, Buffer>;
}

const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;

/** Multipart uploads by their ids. */
export class S3Uploads {
  readonly #uploads = new Map<string, S3Upload>();
  #created = 0;

  create(request: Omit<S3Upload, 'id' | 'parts'>): string {
    const id = `upload-${++this.#created}`;
    this.#uploads.set(id, { ...request, id, parts: new Map() });
    return id;
  }

  /** The upload of this id; raises NoSuchUpload where there is none for the key. */
  get(id: string | undefined, bucket: string | undefined, key: string | undefined): S3Upload {
    const upload = this.#uploads.get(id ?? '');
    if (upload !== undefined && upload.bucket === bucket && upload.key === key) return upload;
    throw awsError('NoSuchUpload', 404, 'The specified multipart upload does not exist.');
  }

  addPart(upload: S3Upload, partNumber: number | undefined, body: Buffer): string {
    if (partNumber === undefined || partNumber < 1 || partNumber > MAX_PARTS)
      throw awsError('InvalidArgument', 400, `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`);
    upload.parts.set(partNumber, body);
    return etagOf(body);
  }

  /** The bodies of the parts that a completion names, in order. */
  partsOf(
    upload: S3Upload,
    named: readonly { readonly PartNumber?: number | undefined; readonly ETag?: string | undefined }[],
  ): Buffer[] {
    const numbers = named.map((part) => part.PartNumber ?? 0);
    if (numbers.length === 0) throw awsError('MalformedXML', 400, 'The XML you provided was not well-formed');
    if (numbers.some((number, i) => i > 0 && number <= (numbers[i - 1] ?? 0)))
      throw awsError('InvalidPartOrder', 400, 'The list of parts was not in ascending order.');
    return named.map(({ PartNumber: number = 0, ETag: etag = '' }, i) => {
      const body = upload.parts.get(number);
      if (body === undefined || !isSameEtag(etagOf(body), etag))
        throw awsError('InvalidPart', 400, 'One or more of the specified parts could not be found.');
      if (i < named.length - 1 && body.length < MIN_PART_BYTES)
        throw awsError('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size');
      return body;
    });
  }

  remove(id: string): void {
    this.#uploads.delete(id);
  }

  /** Uploads neither completed nor aborted: what one pays for without seeing it. */
  get size(): number {
    return this.#uploads.size;
  }
}

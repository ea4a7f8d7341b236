import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin, fail } from './define-builtin.ts';

const URI = /^(?:([a-zA-Z][\w+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
/** Characters java.net.URI does not take. */
const ILLEGAL = /[\s<>"{}|\\^`]|%(?![0-9a-fA-F]{2})/;

interface UriParts {
  readonly protocol: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly ref: string | undefined;
}

function parts(url: string): UriParts | undefined {
  if (ILLEGAL.test(url)) return undefined;
  const [, protocol, authority, path = '', query, ref] = URI.exec(url) ?? [];
  return { protocol, authority, path, query, ref };
}

const host = (authority: string | undefined): string | undefined =>
  authority?.replace(/^[^@]*@/, '').replace(/:\d*$/, '') || undefined;

const PARTS: Readonly<Record<string, (uri: UriParts) => string | undefined>> = Object.freeze({
  HOST: (uri: UriParts) => host(uri.authority),
  PATH: (uri: UriParts) => uri.path,
  QUERY: (uri: UriParts) => uri.query,
  REF: (uri: UriParts) => uri.ref,
  PROTOCOL: (uri: UriParts) => uri.protocol,
  FILE: (uri: UriParts) => (uri.query === undefined ? uri.path : `${uri.path}?${uri.query}`),
  AUTHORITY: (uri: UriParts) => uri.authority,
  USERINFO: (uri: UriParts) => /^([^@]*)@/.exec(uri.authority ?? '')?.[1],
});

/** A part of a URL; with a key, the value of that parameter of the query. */
function parseUrl(url: string, part: string, key: string, strict: boolean): string | null {
  const uri = parts(url);
  if (uri === undefined) return strict ? fail('INVALID_URL', { url }) : null;
  const value = PARTS[part]?.(uri) ?? null;
  if (key === '') return value;
  if (part !== 'QUERY' || value === null) return null;
  const pair = value.split('&').find((p) => p.startsWith(`${key}=`));
  return pair === undefined ? null : pair.slice(key.length + 1);
}

const urlEncode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Java's URLDecoder: bytes that are no UTF-8 become replacement characters, but after each % there are two digits. */
function tryUrlDecode(text: string): string | null {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return null;
  const bytes = (escapes: string): string => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8');
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-fA-F]{2})+/g, bytes);
}

const urlDecode = (text: string): string => tryUrlDecode(text) ?? fail('CANNOT_DECODE_URL', { url: text });

/** URLs. */
export const urlBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_parse_url(VARCHAR, VARCHAR, VARCHAR, BOOLEAN) VARCHAR', parseUrl),
  builtin('mr_url_encode(VARCHAR) VARCHAR', urlEncode),
  builtin('mr_url_decode(VARCHAR) VARCHAR', urlDecode),
  builtin('mr_try_url_decode(VARCHAR) VARCHAR', tryUrlDecode),
];

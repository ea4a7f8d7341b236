/** Bytes of a base64 text; `illegal`: another character is in it; `cut`: it ends after the first character of a group. */
export type Base64Reading = Uint8Array | 'illegal' | 'cut';

const GROUPS = /^[\0- ]*(?:[A-Za-z0-9+/]{4}[\0- ]*)*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?[\0- ]*$/;
const ONE_LEFT = /^(?:[\0- ]*[A-Za-z0-9+/]{4})*[\0- ]*[A-Za-z0-9+/]$/;

/** Reads padded base64 as Jackson does. */
export function readBase64(text: string): Base64Reading {
  if (GROUPS.test(text)) return new Uint8Array(Buffer.from(text, 'base64'));
  return ONE_LEFT.test(text) ? 'cut' : 'illegal';
}

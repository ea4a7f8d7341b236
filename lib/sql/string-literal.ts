const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  // LIKE needs to see these escapes itself.
  '%': '\\%',
  _: '\\_',
};
const ESCAPE = /\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|[\s\S])/g;

/** The value of one string token: `'it''s'`, `"a\tb"`, `r'\d'`. */
export function stringValue(token: string): string {
  if (/^[rR]/.test(token)) return token.slice(2, -1);
  const quote = token.charAt(0);
  return token
    .slice(1, -1)
    .replaceAll(new RegExp(`${quote}${quote}|${ESCAPE.source}`, 'g'), (whole, code: string | undefined) =>
      code === undefined ? quote : escaped(code, whole),
    );
}

function escaped(code: string, whole: string): string {
  if (/^[uU]./.test(code)) {
    const codePoint = Number.parseInt(code.slice(1), 16);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole.slice(1);
  }
  if (code.length === 3) return String.fromCharCode(Number.parseInt(code, 8));
  return SIMPLE_ESCAPES[code] ?? code;
}

/** The name in a back-quoted token. */
export const quotedName = (token: string): string => token.slice(1, -1).replaceAll('``', '`');

import { NumberText } from './number-text.ts';

/**
 * JSON as Python's `json.dumps` writes it (spaces after `,` and `:`, only ASCII, floats as `repr` prints them): the recorder writes its input files so,
 * and a STRING column shows nested JSON as it stands in the file.
 */
export function pythonJson(value: unknown, options: { readonly sortKeys?: boolean } = {}): string {
  if (value instanceof NumberText) return numberText(value.text);
  if (typeof value === 'number') return numberText(String(value));
  if (typeof value === 'string') return asciiString(value);
  if (Array.isArray(value)) return `[${value.map((item) => pythonJson(item, options)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (options.sortKeys === true) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${asciiString(key)}: ${pythonJson(item, options)}`).join(', ')}}`;
}

function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Integers as they stand; floats as `repr`: exponents from 1e16 and below 1e-4, at least one digit after the point. */
function numberText(text: string): string {
  if (!/[.eE]/.test(text)) return text;
  const value = Number(text);
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const [digits = '0', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power >= 16 || power < -4)) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const fixed = Object.is(value, -0) ? '-0' : String(value);
  return /[.]/.test(fixed) ? fixed : `${fixed}.0`;
}

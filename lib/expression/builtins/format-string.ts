import { bigDecimalText, doubleText } from './number-text.ts';

/** What stands for null among the texts of values. */
const NULL = '\0';

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
}

const TOKEN = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** Java's Formatter over values given as text; `kinds` holds their Spark types with commas between. */
export function formatString(pattern: string, values: readonly string[], kinds: string): string {
  const types = kinds.split(',');
  let next = 0;
  return pattern.replace(TOKEN, (_, position, flags, width, precision, conversion) => {
    const directive: Directive = {
      flags,
      width: Number(width ?? 0),
      precision: precision === undefined ? undefined : Number(precision),
      conversion,
    };
    if (conversion === '%') return pad('%', directive);
    if (conversion === 'n') return '\n';
    const index = position === undefined ? next++ : Number(position) - 1;
    return pad(formatValue(values[index] ?? NULL, types[index] ?? 'string', directive), directive);
  });
}

function formatValue(value: string, kind: string, directive: Directive): string {
  const lower = directive.conversion.toLowerCase();
  const text =
    value === NULL
      ? (lower === 'b' ? 'false' : 'null').slice(0, directive.precision)
      : (CONVERSIONS[lower]?.(value, kind, directive) ?? value);
  return directive.conversion === lower ? text : text.toUpperCase();
}

const shown = (value: string, kind: string): string => {
  if (kind === 'double' || kind === 'float')
    return doubleText(Number(value === 'inf' ? 'Infinity' : value === '-inf' ? '-Infinity' : value));
  return kind === 'decimal' ? bigDecimalText(value) : value;
};

const CONVERSIONS: Readonly<Record<string, (value: string, kind: string, directive: Directive) => string>> =
  Object.freeze({
    s: (value: string, kind: string, { precision }: Directive) => shown(value, kind).slice(0, precision),
    d: (value: string, _: string, directive: Directive) => signed(value, directive),
    f: (value: string, _: string, directive: Directive) => signed(fixed(value, directive.precision ?? 6), directive),
    e: (value: string, _: string, directive: Directive) => exponent(Number(value), directive.precision ?? 6),
    x: (value: string, kind: string) => BigInt.asUintN(kind === 'long' ? 64 : 32, BigInt(value)).toString(16),
    o: (value: string, kind: string) => BigInt.asUintN(kind === 'long' ? 64 : 32, BigInt(value)).toString(8),
    c: (value: string) => (/^\d+$/.test(value) ? String.fromCodePoint(Number(value)) : value),
    b: (value: string, kind: string) => (kind === 'boolean' ? value : 'true'),
  });

/** Digits rounded half up, as Java's %f rounds. */
function fixed(value: string, precision: number): string {
  return new Intl.NumberFormat('en-US', {
    minimumFractionDigits: precision,
    maximumFractionDigits: precision,
    roundingMode: 'halfExpand',
    useGrouping: false,
  } as Intl.NumberFormatOptions).format(value as Intl.StringNumericLiteral);
}

const exponent = (value: number, precision: number): string =>
  value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');

function signed(text: string, { flags, width }: Directive): string {
  const negative = text.startsWith('-');
  const magnitude = negative ? text.slice(1) : text;
  const grouped = flags.includes(',')
    ? magnitude.replace(/^\d+/, (d) => d.replace(/\B(?=(\d{3})+$)/g, ','))
    : magnitude;
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (negative && flags.includes('(')) return `(${grouped})`;
  return flags.includes('0') ? sign + grouped.padStart(width - sign.length, '0') : sign + grouped;
}

const pad = (text: string, { flags, width }: Directive): string =>
  flags.includes('-') ? text.padEnd(width) : text.padStart(width);

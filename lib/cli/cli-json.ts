/** Values of queries and of checkpoints as JSON text: numbers beyond 2^53 as texts, so that no reader rounds them; bytes in base64. */
export const cliJson = (value: unknown, indent?: number): string => JSON.stringify(value, replace, indent);

function replace(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Map) return [...value].map(([key, mapped]) => ({ key, value: mapped }));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}

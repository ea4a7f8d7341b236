/** The columns of formats that have a schema of their own. */
export interface FormatSchemas {
  rate: { readonly timestamp: 'timestamp' | null; readonly value: 'bigint' | null };
  'rate-micro-batch': { readonly timestamp: 'timestamp' | null; readonly value: 'bigint' | null };
  text: { readonly value: 'string' | null };
}

/** The columns after `format(…)`: those of the format where it has its own, else what the schema said before. */
export type AfterFormat<F extends string, S> = F extends keyof FormatSchemas ? FormatSchemas[F] : S;

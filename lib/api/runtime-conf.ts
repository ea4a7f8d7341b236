import type { SettingsStore } from '../contracts/session-backend.ts';
import { SESSION_SETTINGS, type SessionSetting } from '../contracts/session-settings.ts';
import { AnalysisError } from '../errors/index.ts';
import { readIntervalText } from '../util/interval.ts';
import { nearestName } from '../util/nearest.ts';

/** A setting's value as users write it. */
export type ConfValue = string | number | boolean;

/** The settings of a session: Spark's names, defaults and checks. Names under `spark.sql.` must be known; all others are kept as they are. */
export class RuntimeConf {
  readonly #store: SettingsStore;

  constructor(store: SettingsStore) {
    this.#store = store;
  }

  /** The value, its default, or `fallback`; SQL_CONF_NOT_FOUND where there is none of them. */
  get(name: string, fallback?: string): string {
    const value = this.getOption(name) ?? fallback;
    if (value !== undefined) return value;
    throw unknownName(name);
  }

  /** The value or its default; undefined where there is neither. */
  getOption(name: string): string | undefined {
    return this.#store.get(name) ?? SESSION_SETTINGS[name]?.defaultValue;
  }

  set(name: string, value: ConfValue): void {
    const text = String(value);
    const setting = SESSION_SETTINGS[name];
    if (setting === undefined && name.startsWith('spark.sql.')) throw unknownName(name);
    if (setting !== undefined) checkValue(name, text, setting);
    this.#store.set(name, text);
  }

  /** Back to the default. */
  unset(name: string): void {
    this.#store.unset(name);
  }

  /** A setting that is true or false. */
  isEnabled(name: string): boolean {
    return this.get(name).toLowerCase() === 'true';
  }
}

function unknownName(name: string): AnalysisError {
  const nearest = nearestName(name, Object.keys(SESSION_SETTINGS));
  const hint = nearest === undefined ? 'Known settings are listed in docs/settings.md.' : `Did you mean "${nearest}"?`;
  return new AnalysisError('SQL_CONF_NOT_FOUND', { sqlConf: `"${name}"`, hint });
}

function checkValue(confName: string, confValue: string, { kind }: SessionSetting): void {
  const params = { confName, confValue };
  if (typeof kind !== 'string') {
    if (kind.some((word) => word.toLowerCase() === confValue.toLowerCase())) return;
    const confRequirement = `Valid values are ${kind.map((word) => `'${word}'`).join(' and ')}.`;
    throw new AnalysisError('INVALID_CONF_VALUE.REQUIREMENT', { ...params, confRequirement });
  }
  if (CHECKS[kind](confValue)) return;
  if (kind === 'timeZone') throw new AnalysisError('INVALID_CONF_VALUE.TIME_ZONE', params);
  throw new AnalysisError('INVALID_CONF_VALUE.TYPE_MISMATCH', { ...params, confType: kind });
}

const CHECKS: Readonly<Record<Extract<SessionSetting['kind'], string>, (text: string) => boolean>> = {
  boolean: (text) => /^(true|false)$/i.test(text),
  int: (text) => /^\d+$/.test(text) && Number(text) < 2 ** 31,
  duration: (text) => /^\d+\s*(us|ms|s|m|min|h|d)?$/i.test(text) || !('fault' in readIntervalText(text)),
  text: () => true,
  timeZone: isTimeZone,
};

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return /^(UTC|GMT)?[+-]\d{1,2}(:\d{2})?$/.test(text) || text === 'Z';
    throw error;
  }
}

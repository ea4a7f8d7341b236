import type { SettingsStore } from '../contracts/session-backend.ts';
import { SESSION_SETTINGS, type SessionSetting } from '../contracts/session-settings.ts';
import { AnalysisError } from '../errors/index.ts';
import { isZone } from '../types/time/time-zone.ts';
import { readDurationMs } from '../util/duration.ts';
import { nearestName } from '../util/nearest.ts';

/** A setting's value as users write it. */
export type ConfValue = string | number | boolean;

/** The settings of a session: Spark's names, defaults and checks. Names under `spark.sql.` must be known; all others are kept as they are. */
export class RuntimeConf {
  readonly #store: SettingsStore;
  #initial: Readonly<Record<string, string>> = {};

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
    this.#store.set(name, setting === undefined ? text : checkedValue(name, text, setting));
  }

  /** Back to the default. */
  unset(name: string): void {
    this.#store.unset(name);
  }

  /** Back to what the session began with: one setting, or all. */
  reset(name?: string): void {
    const names = name === undefined ? Object.keys(this.#store.entries()) : [name];
    for (const each of names) this.#store.unset(each);
    for (const [each, value] of Object.entries(this.#initial))
      if (name === undefined || name === each) this.#store.set(each, value);
  }

  /** Takes what is set by now for what the session began with. */
  begin(): void {
    this.#initial = this.#store.entries();
  }

  /** A setting that is true or false. */
  isEnabled(name: string): boolean {
    return this.get(name) === 'true';
  }
}

function unknownName(name: string): AnalysisError {
  const known = Object.keys(SESSION_SETTINGS);
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `Known settings: ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
  return new AnalysisError('SQL_CONF_NOT_FOUND', { sqlConf: `"${name}"`, hint });
}

/** The value in its usual spelling, or the error that says what is wrong with it. */
function checkedValue(confName: string, confValue: string, { kind }: SessionSetting): string {
  const params = { confName, confValue };
  if (typeof kind !== 'string') {
    const known = kind.find((word) => word.toLowerCase() === confValue.toLowerCase());
    if (known !== undefined) return known;
    const confRequirement = `Valid values are ${kind.map((word) => `'${word}'`).join(' and ')}.`;
    throw new AnalysisError('INVALID_CONF_VALUE.REQUIREMENT', { ...params, confRequirement });
  }
  if (CHECKS[kind](confValue)) return kind === 'boolean' ? confValue.toLowerCase() : confValue;
  if (kind === 'timeZone') throw new AnalysisError('INVALID_CONF_VALUE.TIME_ZONE', params);
  throw new AnalysisError('INVALID_CONF_VALUE.TYPE_MISMATCH', { ...params, confType: kind });
}

const CHECKS: Readonly<Record<Extract<SessionSetting['kind'], string>, (text: string) => boolean>> = {
  boolean: (text) => /^(true|false)$/i.test(text),
  int: (text) => /^\d+$/.test(text) && Number(text) < 2 ** 31,
  duration: (text) => readDurationMs(text) !== undefined,
  text: () => true,
  timeZone: isZone,
};

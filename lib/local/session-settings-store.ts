import type { SettingsStore } from '../contracts/session-backend.ts';
import { SESSION_SETTINGS } from '../contracts/session-settings.ts';
import { readDurationMs } from '../util/duration.ts';

/** The settings of one session; what is not set has its default. */
export class SessionSettingsStore implements SettingsStore {
  readonly #values = new Map<string, string>();

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  unset(name: string): void {
    this.#values.delete(name);
  }

  /** The value in force: what was set, or the default. */
  effective(name: string): string | undefined {
    return this.#values.get(name) ?? SESSION_SETTINGS[name]?.defaultValue;
  }

  isOn(name: string): boolean {
    return this.effective(name) === 'true';
  }

  number(name: string): number {
    return Number(this.effective(name));
  }

  /** A duration in milliseconds. */
  durationMs(name: string): number {
    return readDurationMs(this.effective(name) ?? '') ?? 0;
  }

  /** Everything that was set, for connectors. */
  entries(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#values);
  }
}

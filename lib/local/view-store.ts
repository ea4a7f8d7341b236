import type { ViewCatalog } from '../contracts/session-backend.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';

/** The temporary views of one session. */
export class ViewStore implements ViewCatalog {
  readonly #plans = new Map<string, LogicalPlan>();

  createOrReplace(name: string, plan: LogicalPlan): void {
    this.#plans.set(name.toLowerCase(), plan);
  }

  drop(name: string): boolean {
    return this.#plans.delete(name.toLowerCase());
  }

  list(): readonly (readonly [string, LogicalPlan])[] {
    return [...this.#plans].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  get(name: string): LogicalPlan | undefined {
    return this.#plans.get(name.toLowerCase());
  }
}

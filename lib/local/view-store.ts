import type { ViewCatalog } from '../contracts/session-backend.ts';
import { AnalysisError } from '../errors/index.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';

/** The temporary views of one session. */
export class ViewStore implements ViewCatalog {
  readonly #views = new Map<string, () => LogicalPlan>();

  createOrReplace(name: string, plan: LogicalPlan): void {
    this.#views.set(name.toLowerCase(), () => plan);
  }

  define(name: string, make: () => LogicalPlan): void {
    const key = name.toLowerCase();
    const before = this.#views.get(key);
    const viewIdent = `\`${name}\``;
    const refuse = (): never => {
      throw new AnalysisError('RECURSIVE_VIEW', { viewIdent, newPath: `${viewIdent} -> ${viewIdent}` });
    };
    if (before !== undefined) this.#views.set(key, refuse);
    try {
      make();
    } catch (error) {
      if (before !== undefined) this.#views.set(key, before);
      throw error;
    }
    this.#views.set(key, make);
  }

  drop(name: string): boolean {
    return this.#views.delete(name.toLowerCase());
  }

  list(): readonly string[] {
    return [...this.#views.keys()].toSorted();
  }

  get(name: string): LogicalPlan | undefined {
    return this.#views.get(name.toLowerCase())?.();
  }
}

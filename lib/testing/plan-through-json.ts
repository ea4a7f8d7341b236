import type { SessionBackend } from '../contracts/session-backend.ts';
import { planFromJson, planToJson } from '../plan/plan-json.ts';
import type { Json } from '../util/json.ts';

/**
 * A layer for `StreamSession.create({ wrapBackend })` that sends the plan of every query through JSON text before it starts: whatever passes without
 * it must pass with it.
 *
 * @example
 * await using session = await StreamSession.create({ wrapBackend: planThroughJson });
 */
export function planThroughJson(backend: SessionBackend): SessionBackend {
  return {
    clock: backend.clock,
    parser: backend.parser,
    settings: backend.settings,
    views: backend.views,
    nextId: () => backend.nextId(),
    analyze: (plan) => backend.analyze(plan),
    relation: (request) => backend.relation(request),
    registerFunction: (fn) => backend.registerFunction(fn),
    collect: (plan) => backend.collect(plan),
    write: (request) => backend.write(request),
    explain: (plan, extended) => backend.explain(plan, extended),
    startQuery: (request, hooks) => {
      const plan = planFromJson(JSON.parse(JSON.stringify(planToJson(request.plan))) as Json);
      return backend.startQuery({ ...request, plan }, hooks);
    },
    close: () => backend.close(),
  };
}

import { AnalysisError } from '../errors/index.ts';

/** Names of Spark that a class does not have, with what to do instead; TypeScript does not see them. */
export interface RefusedMembers {
  readonly methods?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, string>>;
}

/** Makes Spark's names that a class does not have raise NOT_IMPLEMENTED with the alternative, where JavaScript would say that something is not a function. */
export function refuseMembers(
  target: { readonly prototype: object },
  className: string,
  refused: RefusedMembers,
): void {
  for (const [name, remedy] of Object.entries(refused.methods ?? {})) {
    const raise = () => refuse(`${className}.${name}`, remedy);
    Object.defineProperty(target.prototype, name, { value: raise, configurable: true });
  }
  for (const [name, remedy] of Object.entries(refused.properties ?? {}))
    Object.defineProperty(target.prototype, name, {
      get: () => refuse(`${className}.${name}`, remedy),
      configurable: true,
    });
}

function refuse(feature: string, remedy: string): never {
  throw new AnalysisError('NOT_IMPLEMENTED', { feature, remedy });
}

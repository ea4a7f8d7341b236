import type { UserFunction } from '../contracts/executor.ts';
import { type FunctionBody, type FunctionTypes, type UserDefinedFunction, udf } from './udf.ts';

/** `session.udf`: functions of the user by name, for SQL text. */
export class UdfRegistration {
  readonly #register: (fn: UserFunction) => void;
  readonly #names = new Set<string>();

  constructor(register: (fn: UserFunction) => void) {
    this.#register = register;
  }

  /**
   * Makes a function callable by name in this session.
   *
   * @example
   * session.udf.register('domain', { args: ['STRING'], returns: 'STRING' }, (email) => email?.split('@')[1] ?? null);
   * session.sql('SELECT domain(email) FROM users');
   */
  register<const Args extends readonly string[], const R extends string>(
    name: string,
    types: FunctionTypes<Args, R>,
    body: FunctionBody<Args, R>,
  ): UserDefinedFunction<Args, R> {
    const registered = udf(name, types, body);
    this.#register(registered.definition);
    this.#names.add(registered.definition.name.toLowerCase());
    return registered;
  }

  /** The names that were registered, in lower case. */
  names(): readonly string[] {
    return [...this.#names];
  }
}

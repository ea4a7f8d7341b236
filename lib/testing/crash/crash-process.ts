import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CrashMessage, CrashOutcome, CrashPlan } from './crash-plan.ts';

const PROGRAM = join(import.meta.dirname, 'crash-child.ts');
/** Compiled code by content, for all children: they start a third faster. */
const COMPILE_CACHE = join(tmpdir(), 'millrace-compile-cache');

/** How a child process ended. */
export interface CrashEnd {
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
  /** Undefined where it was killed. */
  readonly outcome: CrashOutcome | undefined;
  readonly stderr: string;
}

/** A child process that runs a query of the crash suite. */
export class CrashProcess {
  readonly ended: Promise<CrashEnd>;
  readonly #child: ChildProcess;
  readonly #messages: CrashMessage[] = [];
  #heard: () => void = () => undefined;

  constructor(plan: CrashPlan) {
    this.#child = fork(PROGRAM, [JSON.stringify(plan)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
      silent: true,
    });
    this.#child.on('message', (message: CrashMessage) => {
      this.#messages.push(message);
      this.#heard();
    });
    this.ended = this.#end();
  }

  /** Resolves when the process has said so much more of a kind, or has ended. */
  async until(kind: CrashMessage['kind']): Promise<CrashMessage | undefined> {
    const ended = this.ended.then(() => true);
    for (;;) {
      const index = this.#messages.findIndex((message) => message.kind === kind);
      if (index >= 0) return this.#messages.splice(index, 1)[0];
      const heard = new Promise<false>((resolve) => {
        this.#heard = () => resolve(false);
      });
      if (await Promise.race([heard, ended])) return undefined;
    }
  }

  /** Lets a paused process go on. */
  goOn(): void {
    this.#child.send('go on');
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async #end(): Promise<CrashEnd> {
    let stderr = '';
    this.#child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const [exitCode, signal] = await once(this.#child, 'close');
    const last = this.#messages.find((message) => message.kind === 'ended');
    return { exitCode, signal, stderr, outcome: last?.kind === 'ended' ? last.outcome : undefined };
  }
}

/** Runs a plan in a process of its own to whatever end it comes to. */
export const runCrashPlan = (plan: CrashPlan): Promise<CrashEnd> => new CrashProcess(plan).ended;

import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../util/clock.ts';

const TURNS = 3;

/** A clock that moves when told, and jumps on to the end of every wait after some turns of the event loop: nobody waits for anybody to advance it. */
export class JumpingClock implements Clock {
  #now: number;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  async waitUntil(timeMs: number, signal?: AbortSignal): Promise<void> {
    for (let i = 0; i < TURNS && signal?.aborted !== true; i++) await turn();
    if (signal?.aborted !== true) this.#now = Math.max(this.#now, timeMs);
  }
}

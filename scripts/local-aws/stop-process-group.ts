import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends a process that leads a group, and with it the group: asks first, and after `graceMs` does not ask any more. A group that is gone is no error. */
export async function stopProcessGroup(pid: number, graceMs = 3_000): Promise<void> {
  signal(pid, 'SIGTERM');
  const deadline = performance.now() + graceMs;
  while (isRunning(pid) && performance.now() < deadline) await sleep(20);
  // Its children (functions under way) may outlive it, so the group is always ended for good.
  signalGroup(pid, 'SIGKILL');
  while (isRunning(pid)) await sleep(20);
}

/** Whether a process of this id runs. One that has ended, and that its parent has not asked about yet, does not: in a container that may stay so for ever. */
export function isRunning(pid: number): boolean {
  return signal(pid, 0) && !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // Another system, or the process is gone by now.
    return false;
  }
}

/** Signals every process of a group at once; false if there is none. */
export const signalGroup = (pid: number, name: NodeJS.Signals): boolean => signal(-pid, name);

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

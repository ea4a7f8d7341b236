import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Whether a process itself listens on a port: an answer alone may come from a server that was there before. Undefined where the system does not tell. */
export function ownsPort(pid: number, port: number): boolean | undefined {
  return existsSync('/proc/net/tcp') ? ownsByProc(pid, port) : ownsByLsof(pid, port);
}

const LISTENING = '0A';

function ownsByProc(pid: number, port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].filter(existsSync).flatMap((table) =>
    readFileSync(table, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => state === LISTENING && local?.endsWith(`:${hex}`))
      .map((columns) => `socket:[${columns[9]}]`),
  );
  const folder = `/proc/${pid}/fd`;
  return existsSync(folder) && readdirSync(folder).some((fd) => inodes.includes(target(`${folder}/${fd}`)));
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    // Closed since the folder was read.
    return '';
  }
}

function ownsByLsof(pid: number, port: number): boolean | undefined {
  const { stdout, error } = spawnSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { encoding: 'utf8' });
  return error === undefined ? stdout.split(/\s+/).includes(String(pid)) : undefined;
}

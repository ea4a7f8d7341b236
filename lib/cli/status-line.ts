import { displayWidth } from '../util/show.ts';
import type { CliContext } from './cli-context.ts';

/** Where long work tells how far it is. */
export interface StatusLine {
  /** On a terminal the line is rewritten, elsewhere each is a line of its own. */
  show(text: string): void;
  /** A line that stays. */
  note(text: string): void;
  /** Ends the line that is being rewritten, so that what follows begins a new one. */
  end(): void;
}

const CLEAR = '\r\u001b[K';

/** A status line on standard error. */
export function statusLine({ err, isTerminal, columns }: CliContext): StatusLine {
  let isOpen = false;
  const end = (): void => {
    if (isOpen) err('\n');
    isOpen = false;
  };
  return {
    show: (text) => {
      if (!isTerminal) return err(`${text}\n`);
      isOpen = true;
      err(`${CLEAR}${fitting(text, columns - 1)}`);
    },
    note: (text) => {
      end();
      err(`${text}\n`);
    },
    end,
  };
}

/** A line that wraps cannot be rewritten. */
const fitting = (text: string, width: number): string =>
  displayWidth(text) <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

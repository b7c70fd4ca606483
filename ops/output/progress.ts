import type { Terminal } from "../terminal.ts";

/** Tells how far long work has come, on standard error. */
export interface Progress {
  /** @param total undefined where it is not known */
  update(done: number, total?: number): void;
  /** Ends it with one line that stays. */
  end(text: string): void;
  /** Ends it and leaves nothing on a terminal. */
  clear(): void;
}

/** Where no person looks, a line this often is enough for a log. */
const logEveryMilliseconds = 5_000;
const redrawEveryMilliseconds = 100;

/** One line that is redrawn on a terminal; elsewhere a new line now and then. */
export function startProgress(label: string, terminal: Terminal, now: () => number = Date.now): Progress {
  const live = terminal.isErrTerminal;
  let last = live ? 0 : now();
  const clear = live ? "\r\u001b[2K" : "";
  return {
    update(done, total) {
      if (now() - last < (live ? redrawEveryMilliseconds : logEveryMilliseconds)) return;
      last = now();
      const percent = total === undefined || total === 0 ? "" : ` (${String(Math.floor((100 * done) / total))} %)`;
      const text = `${label}: ${String(done)}${total === undefined ? "" : ` of ${String(total)}`}${percent}`;
      terminal.err(live ? `${clear}${text}` : `${text}\n`);
    },
    clear: () => terminal.err(clear),
    end: (text) => terminal.err(`${clear}${label}: ${text}\n`),
  };
}

import type { Screen } from "./screen.ts";

/** Reports the progress of long work on standard error; without a total where that is unknown. */
export type Progress = (done: number, total?: number) => void;

/** Where no person looks, a line this often is enough for a log. */
const logEveryMilliseconds = 5_000;
const redrawEveryMilliseconds = 100;

/** One line that is redrawn on a terminal; elsewhere a new line now and then. */
export function startProgress(label: string, screen: Screen, now: () => number = Date.now): Progress {
  const live = screen.isErrTerminal;
  let last = live ? 0 : now();
  return (done, total) => {
    if (now() - last < (live ? redrawEveryMilliseconds : logEveryMilliseconds)) return;
    last = now();
    const percent = total === undefined || total === 0 ? "" : ` (${String(Math.floor((100 * done) / total))} %)`;
    const text = `${label}: ${String(done)}${total === undefined ? "" : ` of ${String(total)}`}${percent}`;
    if (live) screen.redraw(text);
    else screen.err(`${text}\n`);
  };
}

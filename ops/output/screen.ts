import type { Terminal } from "../terminal.ts";

/** A terminal whose last line may be redrawn; whatever is printed next takes that line's place. */
export interface Screen extends Terminal {
  /** Shows a line in the place of the one that was drawn last; for terminals only. */
  redraw(line: string): void;
}

const clearLine = "\r\u001b[2K";

export function screenOf(terminal: Terminal): Screen {
  let isDrawn = false;
  const clear = (): void => {
    if (isDrawn) terminal.err(clearLine);
    isDrawn = false;
  };
  return {
    get isOutTerminal() {
      return terminal.isOutTerminal;
    },
    get isErrTerminal() {
      return terminal.isErrTerminal;
    },
    out(text) {
      clear();
      terminal.out(text);
    },
    err(text) {
      clear();
      terminal.err(text);
    },
    ask(question, signal) {
      clear();
      return terminal.ask(question, signal);
    },
    redraw(line) {
      terminal.err(`${clearLine}${line}`);
      isDrawn = true;
    },
  };
}

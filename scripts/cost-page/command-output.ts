import { main } from "../../ops/cli.ts";
import type { Terminal } from "../../ops/terminal.ts";

/** What `npm run ops -- costs` prints of the defaults. @throws Error when it fails */
export async function commandOutput(): Promise<string> {
  let out = "";
  let err = "";
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isOutTerminal: false,
    isErrTerminal: false,
    ask: () => Promise.resolve(undefined),
  };
  const code = await main(["costs"], { terminal, signal: new AbortController().signal });
  if (code !== 0) throw new Error(`ops costs ended with ${String(code)}: ${err}`);
  return `\`\`\`\n$ npm run ops -- costs\n${out}\`\`\`\n`;
}

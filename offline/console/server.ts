import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isLocal } from "../gateway/server.ts";

/** The page's parts, asked for anew at each request. */
export interface ConsoleContent {
  /** Heading to rows; a row is a line of cells. */
  sections(): Promise<readonly ConsoleSection[]>;
}

export interface ConsoleSection {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:0 0 2rem}th,td{text-align:left;padding:.25rem .75rem .25rem 0;
border-bottom:1px solid #8884;vertical-align:top;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:0 0 .5rem}code{font-size:.9em}`;

/** Serves one page that tells what was built and what came of it. Bound to 127.0.0.1; a foreign Host is refused. */
export async function startConsole(
  port: number,
  content: ConsoleContent,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(request, response, content);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(taken)}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, content: ConsoleContent): Promise<void> {
  const send = (status: number, type: string, body: string): void => {
    response.writeHead(status, {
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(body);
  };
  if (!isLocal(request)) {
    send(421, "text/plain", "This server answers for 127.0.0.1 and localhost only.\n");
    return;
  }
  if (request.method !== "GET" || request.url !== "/") {
    send(404, "text/plain", "There is one page here: /\n");
    return;
  }
  try {
    send(200, "text/html", page(await content.sections()));
  } catch (cause) {
    send(500, "text/plain", `${cause instanceof Error ? cause.message : String(cause)}\n`);
  }
}

function page(sections: readonly ConsoleSection[]): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>order-processing-system offline</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head><body>
<h1>order-processing-system, offline</h1>${sections.map(sectionHtml).join("\n")}</body></html>`;
}

function sectionHtml({ title, columns, rows }: ConsoleSection): string {
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  const body =
    rows.length === 0
      ? "<p>None yet.</p>"
      : `<table>${line(columns, "th")}${rows.map((row) => line(row, "td")).join("")}</table>`;
  return `<section><h2>${escapeHtml(title)}</h2>${body}</section>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${String(character.codePointAt(0))};`);
}

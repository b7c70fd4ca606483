import type { CommandLine, OpsCommand } from "../../api/commands.ts";

/** The server's error response; its message is for people. */
class ApiError extends Error {
  override readonly name = "ApiError";
}

export async function get<Result>(path: string, signal?: AbortSignal): Promise<Result> {
  const response = await fetch(`/api/${path}`, signal === undefined ? {} : { signal });
  return responseOf<Result>(response);
}

export async function post<Result>(path: string, body: object): Promise<Result> {
  return responseOf<Result>(await send(path, body));
}

export type Outcome = Extract<CommandLine, { result: unknown }>;

/**
 * Has `ops` do something, in the run's own process.
 * @throws ApiError when it cannot even begin; what the command itself finds wrong is in the outcome's message
 */
export async function command(given: OpsCommand, onProgress: (line: string) => void): Promise<Outcome> {
  const response = await send("commands", given);
  if (!response.ok || response.body === null) return responseOf<never>(response);
  const lines = response.body.pipeThrough(new TextDecoderStream());
  let rest = "";
  let outcome: Outcome | undefined;
  for await (const chunk of lines) {
    const parts = `${rest}${chunk}`.split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const line = JSON.parse(part) as CommandLine;
      if ("progress" in line) onProgress(line.progress);
      else outcome = line;
    }
  }
  if (outcome === undefined) throw new ApiError("The offline run ended before the command did");
  return outcome;
}

function send(path: string, body: object): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(`/api/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

async function responseOf<Result>(response: Response): Promise<Result> {
  if (response.ok) return (await response.json()) as Result;
  const text = await response.text();
  throw new ApiError(messageIn(text) ?? `The offline run responds with ${String(response.status)}: ${text.trim()}`);
}

function messageIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { message?: string }).message;
  } catch {
    return undefined;
  }
}

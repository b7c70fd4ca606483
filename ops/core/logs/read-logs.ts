import { levels, readLine, type Level, type LogLine, type RawLine } from "./log-line.ts";

export interface LogQuery {
  /** Epoch milliseconds. */
  readonly since: number;
  readonly to?: number;
  /** Lines of this level and above. */
  readonly level: Level;
  readonly eventId?: string;
}

export interface LogPorts {
  /** A function's lines since a time, in pages; `pattern` is CloudWatch's filter, empty for all. */
  lines(source: string, since: number, pattern: string): AsyncIterable<readonly RawLine[]>;
  wait(milliseconds: number): Promise<void>;
  readonly signal: AbortSignal;
}

/** Filtered by CloudWatch, so that unwanted lines are not transferred. Each line about an event contains its id. */
function patternOf({ eventId, level }: LogQuery): string {
  if (eventId !== undefined) return JSON.stringify(eventId);
  return levels.indexOf(level) >= levels.indexOf("warn") ? "?WARN ?ERROR ?FATAL ?error ?timeout ?failure" : "";
}

interface ReadOptions {
  /** CloudWatch's filter in the place of the query's own. */
  readonly pattern?: string;
  readonly isSeen?: (id: string) => boolean;
}

/** The lines of functions, all together by their time. */
export async function readLogs(
  sources: readonly string[],
  query: LogQuery,
  ports: Pick<LogPorts, "lines">,
  { pattern = patternOf(query), isSeen = () => false }: ReadOptions = {},
): Promise<{ readonly raw: readonly RawLine[]; readonly lines: readonly LogLine[] }> {
  const found = await Promise.all(
    sources.map(async (source) => {
      const lines: RawLine[] = [];
      for await (const page of ports.lines(source, query.since, pattern)) lines.push(...page);
      return lines;
    }),
  );
  const raw = found
    .flat()
    .filter(({ id, at }) => !isSeen(id) && at <= (query.to ?? Infinity))
    .toSorted((a, b) => a.at - b.at);
  const least = levels.indexOf(query.level);
  const lines = raw.flatMap((line) => readLine(line) ?? []).filter(({ level }) => levels.indexOf(level) >= least);
  return { raw, lines };
}

const pauseMilliseconds = 2_000;
/** CloudWatch shows a line some seconds after it was written: so far back is looked again. */
const lateMilliseconds = 30_000;

/** Passes lines on as they arrive, until the signal. */
export async function followLogs(
  sources: readonly string[],
  query: LogQuery,
  ports: LogPorts,
  onLines: (lines: readonly LogLine[]) => void,
): Promise<void> {
  let { since } = query;
  const seen = new Map<string, number>();
  while (!ports.signal.aborted) {
    const { raw, lines } = await readLogs(sources, { ...query, since }, ports, { isSeen: (id) => seen.has(id) });
    for (const { id, at } of raw) seen.set(id, at);
    if (lines.length > 0) onLines(lines);
    since = Math.max(since, (raw.at(-1)?.at ?? since) - lateMilliseconds);
    for (const [id, at] of seen) if (at < since) seen.delete(id);
    await ports.wait(pauseMilliseconds);
  }
}

import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import * as v from "valibot";

const schema = v.object({
  version: v.literal(3),
  sources: v.array(v.string()),
  names: v.array(v.string()),
  mappings: v.string(),
});

/**
 * A source map without the dependencies' part, which is nine tenths of it and not ours to debug. With source maps
 * enabled, Node parses the whole map when it loads the bundle: of the webhook's cold start that was a seventh.
 * @param text a source map, version 3
 */
export function ownSourceMap(text: string): string {
  const { version, sources, names, mappings } = v.parse(schema, JSON.parse(text));
  const ownSources = new Subset(sources, (source) => !source.includes("node_modules/"));
  const ownNames = new Subset(names, () => true);
  const lines = decode(mappings).map((segments) => ownSegments(segments, ownSources, ownNames));
  return JSON.stringify({ version, sources: ownSources.kept, names: ownNames.kept, mappings: encode(lines) });
}

/** A segment holds until the next one: where a dependency's code begins, one without a source ends ours. */
function ownSegments(segments: readonly SourceMapSegment[], sources: Subset, names: Subset): SourceMapSegment[] {
  const own: SourceMapSegment[] = [];
  for (const [column, source = -1, line = 0, sourceColumn = 0, name = -1] of segments) {
    const place = sources.placeOf(source);
    const called = place === undefined ? undefined : names.placeOf(name);
    if (place !== undefined && called !== undefined) own.push([column, place, line, sourceColumn, called]);
    else if (place !== undefined) own.push([column, place, line, sourceColumn]);
    else if (own.length > 0 && own.at(-1)?.length !== 1) own.push([column]);
  }
  return own;
}

/** Those of some texts that are asked for and may be kept, in a new order. */
class Subset {
  readonly kept: string[] = [];
  readonly #all: readonly string[];
  readonly #mayKeep: (text: string) => boolean;
  readonly #places = new Map<number, number>();

  constructor(all: readonly string[], mayKeep: (text: string) => boolean) {
    this.#all = all;
    this.#mayKeep = mayKeep;
  }

  placeOf(index: number): number | undefined {
    const known = this.#places.get(index);
    const text = this.#all[index];
    if (known !== undefined || text === undefined || !this.#mayKeep(text)) return known;
    this.#places.set(index, this.kept.push(text) - 1);
    return this.kept.length - 1;
  }
}

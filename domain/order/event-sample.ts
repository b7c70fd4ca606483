/**
 * Counts different events in bounded room: a set of their hashes as text, of which the smallest are kept. Joining is
 * associative, commutative and idempotent, so an event that comes again counts once. Up to `capacity` events the count is
 * exact; above, it follows from how densely the kept ones lie (bottom-k, Beyer et al., SIGMOD 2007).
 */
const capacity = 1024;
/** A hash in base 36. */
const digits = 7;
const range = 2 ** 32;

export function addEvents(sample: string, eventIds: readonly string[]): string {
  return joinSamples([sample, ...eventIds.map((id) => hashOf(id).toString(36).padStart(digits, "0"))]);
}

export function joinSamples(samples: readonly string[]): string {
  const hashes = new Set(samples.flatMap(hashesIn));
  return [...hashes].toSorted().slice(0, capacity).join("");
}

export function countIn(sample: string): number {
  const hashes = hashesIn(sample);
  const last = hashes.at(-1);
  if (last === undefined || hashes.length < capacity) return hashes.length;
  return Math.round(((capacity - 1) * range) / (Number.parseInt(last, 36) + 1));
}

function hashesIn(sample: string): string[] {
  return Array.from({ length: sample.length / digits }, (_, index) =>
    sample.slice(index * digits, (index + 1) * digits),
  );
}

/** FNV-1a, then MurmurHash3's finalizer, which spreads it evenly. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

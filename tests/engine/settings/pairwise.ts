export type Row = Readonly<Record<string, string>>;

/**
 * Rows in which every two values of different factors meet at least once, and few of them.
 * @param factors the values of each factor; none may be without values
 * @param whole factors of which every combination is in a row, not every pair only
 */
export function pairwise(factors: ReadonlyMap<string, readonly string[]>, whole: readonly string[] = []): Row[] {
  const open = new Set(pairsOf(factors));
  const rows: Row[] = [];
  const add = (begun: Row): void => {
    const row: Record<string, string> = { ...begun };
    for (const [name, values] of factors) {
      // Of equals the rarer one: the pairs that are left are then of both.
      const used = (value: string) => rows.filter((each) => each[name] === value).length;
      row[name] ??= best(values, (value) => count(open, { ...row, [name]: value }) - used(value) / (rows.length + 1));
    }
    for (const pair of pairsIn(row)) open.delete(pair);
    rows.push(row);
  };
  if (whole.length > 0) combinations(factors, whole).forEach(add);
  for (let first = firstOf(open); first !== undefined; first = firstOf(open)) add(Object.fromEntries(partsOf(first)));
  return rows;
}

/** Every combination of the values of some factors. @throws Error for a factor that there is not */
export function combinations(factors: ReadonlyMap<string, readonly string[]>, names: readonly string[]): Row[] {
  return names.reduce<Row[]>(
    (rows, name) => {
      const values = factors.get(name);
      if (values === undefined) throw new Error(`no factor ${name}`);
      return rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
    },
    [{}],
  );
}

/** Every pair as a text; its parts are in the order of their names. */
export function pairsOf(factors: ReadonlyMap<string, readonly string[]>): string[] {
  const all = [...factors].flatMap(([name, values]) => values.map((value) => [name, value] as const));
  return all.flatMap((one) => all.filter((other) => one[0] < other[0]).map((other) => JSON.stringify([one, other])));
}

export function pairsIn(row: Row): string[] {
  return pairsOf(new Map(Object.entries(row).map(([name, value]) => [name, [value]])));
}

function partsOf(pair: string): [string, string][] {
  return JSON.parse(pair) as [string, string][];
}

function firstOf<Item>(items: ReadonlySet<Item>): Item | undefined {
  const [first] = items;
  return first;
}

function count(open: ReadonlySet<string>, row: Row): number {
  return pairsIn(row).filter((pair) => open.has(pair)).length;
}

function best(values: readonly string[], score: (value: string) => number): string {
  const [first] = values.toSorted((one, other) => score(other) - score(one));
  if (first === undefined) throw new Error("a factor has no values");
  return first;
}

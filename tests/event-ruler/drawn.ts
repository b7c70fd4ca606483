import * as fc from "fast-check";
import type { Question } from "./event-ruler.ts";

const word = fc.constantFrom("a", "ab", "b", "AB", "", "x");
const number = fc.constantFrom(-1, 0, 1, 1.5, 1000);
const scalar = fc.oneof(word, number, fc.boolean(), fc.constant(null));

const textOperator = fc.oneof(
  fc.record({ prefix: word }),
  fc.record({ suffix: word }),
  fc.record({ "equals-ignore-case": word }),
);
const range = fc.tuple(fc.constantFrom(">", ">=", "<"), number, fc.constantFrom("<", "<=", ">"), number);
const numeric = fc.oneof(fc.tuple(fc.constantFrom("=", ">", ">=", "<", "<="), number), range);
const condition = fc.oneof(
  { weight: 3, arbitrary: scalar },
  textOperator,
  fc.record({ exists: fc.boolean() }),
  fc.record({ "anything-but": fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), textOperator) }),
  fc.record({ numeric }),
);

const key = fc.constantFrom("k", "l", "m");
const ofFields = (field: fc.Arbitrary<unknown>, minKeys: number) => fc.dictionary(key, field, { minKeys, maxKeys: 3 });

const { pattern } = fc.letrec((tie) => ({
  field: fc.oneof({ maxDepth: 3 }, fc.array(condition, { minLength: 1, maxLength: 3 }), tie("pattern")),
  pattern: fc.oneof(
    { maxDepth: 3 },
    ofFields(tie("field"), 1),
    fc
      .tuple(ofFields(tie("field"), 0), fc.array(tie("pattern"), { minLength: 1, maxLength: 3 }))
      .map(([fields, $or]) => ({ ...fields, $or })),
  ),
}));

const { event } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    tie("event"),
    fc.array(tie("event"), { maxLength: 2 }),
  ),
  event: ofFields(tie("value"), 0),
}));

/** Patterns of all operators that the offline bus knows, few names and values, and events of the same. */
export function drawnQuestions(seed: number, count: number): Question[] {
  const question = fc.record({ pattern, events: fc.array(event, { minLength: 8, maxLength: 8 }) });
  return fc.sample(question, { seed, numRuns: count });
}

import type { Expression, Operator } from "./expression.ts";
import { invalid } from "./invalid.ts";

/** Values by the place of their period; a period without a value is absent. */
export type Points = ReadonlyMap<number, number>;

/**
 * Calculates metric math over periods.
 * @param resolve the points of an id
 * @param periods how many there are, for what fills them
 * @throws AwsError when the result is not a series of points
 */
export function calculate(expression: Expression, periods: number, resolve: (id: string) => Points): Points {
  const result = valueOf(expression, periods, resolve);
  if (typeof result === "number") throw invalid("The expression must have at least one metric");
  return result;
}

function valueOf(expression: Expression, periods: number, resolve: (id: string) => Points): Points | number {
  const value = (of: Expression): Points | number => valueOf(of, periods, resolve);
  if (expression.kind === "number") return expression.value;
  if (expression.kind === "id") return resolve(expression.id);
  if (expression.kind === "negative") return combine("-", 0, value(expression.of));
  if (expression.kind === "fill") return fill(value(expression.of), value(expression.by), periods);
  return combine(expression.operator, value(expression.left), value(expression.right));
}

function fill(points: Points | number, by: Points | number, periods: number): Points {
  if (typeof points === "number") throw invalid("FILL takes a metric first");
  const filled = new Map<number, number>();
  for (let period = 0; period < periods; period += 1) {
    const value = points.get(period) ?? (typeof by === "number" ? by : by.get(period));
    if (value !== undefined) filled.set(period, value);
  }
  return filled;
}

const operations: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "^": (left, right) => left ** right,
};

/** Where both sides have a value, and the result is a number: dividing by nothing gives none. */
function combine(operator: Operator, left: Points | number, right: Points | number): Points | number {
  const operate = operations[operator];
  if (typeof left === "number" && typeof right === "number") return operate(left, right);
  const places = typeof left === "number" ? right : left;
  const result = new Map<number, number>();
  if (typeof places === "number") return operate(places, Number(right));
  const at = (side: Points | number, place: number): number | undefined =>
    typeof side === "number" ? side : side.get(place);
  for (const place of places.keys()) {
    const [one, other] = [at(left, place), at(right, place)];
    if (one === undefined || other === undefined) continue;
    const value = operate(one, other);
    if (Number.isFinite(value)) result.set(place, value);
  }
  return result;
}

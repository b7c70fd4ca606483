import { notSupported } from "../../../gateway/aws-error.ts";
import { invalid } from "./invalid.ts";

export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "fill"; readonly of: Expression; readonly by: Expression }
  | { readonly kind: "negative"; readonly of: Expression }
  | {
      readonly kind: "operation";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

const operators = ["+", "-", "*", "/", "^"] as const;
export type Operator = (typeof operators)[number];

/** Later ones bind more. */
const precedence: readonly (readonly Operator[])[] = [["+", "-"], ["*", "/"], ["^"]];

/**
 * Reads metric math: numbers, ids, `+ - * / ^`, parentheses and `FILL(metric, value)`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws AwsError that names what is wrong or not supported
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  const expression = readOperation(tokens, 0, text);
  const rest = tokens.next();
  if (rest !== undefined) throw invalid(`Error in expression '${text}': unexpected '${rest}'`);
  return expression;
}

interface Tokens {
  peek(): string | undefined;
  next(): string | undefined;
}

function tokensOf(text: string): Tokens {
  const all = text.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|\S/gu) ?? [];
  let index = 0;
  return {
    peek: () => all[index],
    next: () => {
      index += 1;
      return all[index - 1];
    },
  };
}

function readOperation(tokens: Tokens, level: number, text: string): Expression {
  const own = precedence[level];
  if (own === undefined) return readOperand(tokens, text);
  let left = readOperation(tokens, level + 1, text);
  for (;;) {
    const operator = own.find((each) => each === tokens.peek());
    if (operator === undefined) return left;
    tokens.next();
    left = { kind: "operation", operator, left, right: readOperation(tokens, level + 1, text) };
  }
}

function readOperand(tokens: Tokens, text: string): Expression {
  const token = tokens.next();
  if (token === undefined) throw invalid(`Error in expression '${text}': it ends too early`);
  if (token === "-") return { kind: "negative", of: readOperand(tokens, text) };
  if (token === "(") {
    const inner = readOperation(tokens, 0, text);
    expect(tokens, ")", text);
    return inner;
  }
  if (/^\d/u.test(token)) return { kind: "number", value: Number(token) };
  if (tokens.peek() === "(") return readCall(token, tokens, text);
  if (/^[a-z]\w*$/u.test(token)) return { kind: "id", id: token };
  throw notSupported(`metric math with ${token}`);
}

function readCall(name: string, tokens: Tokens, text: string): Expression {
  if (name !== "FILL") throw notSupported(`metric math with ${name}()`);
  expect(tokens, "(", text);
  const of = readOperation(tokens, 0, text);
  expect(tokens, ",", text);
  const by = readOperation(tokens, 0, text);
  expect(tokens, ")", text);
  return { kind: "fill", of, by };
}

function expect(tokens: Tokens, wanted: string, text: string): void {
  const found = tokens.next();
  if (found !== wanted) {
    throw invalid(`Error in expression '${text}': '${wanted}' is missing before '${found ?? "its end"}'`);
  }
}

import { describe, expect, it } from "vitest";
import type { AlarmState } from "./definition.ts";
import { alarmsIn, holds, parseRule } from "./rule.ts";

const states: Readonly<Record<string, AlarmState>> = { rings: "ALARM", quiet: "OK", new: "INSUFFICIENT_DATA" };
const judged = (text: string): boolean => holds(parseRule(text), (name) => states[name]);

describe("a composite alarm's rule", () => {
  it.each([
    ['ALARM("rings")', true],
    ["ALARM(rings)", true],
    ["ALARM(arn:aws:cloudwatch:eu-west-1:000000000000:alarm:rings)", true],
    ['OK("rings")', false],
    ['INSUFFICIENT_DATA("new")', true],
    ["NOT ALARM(rings)", false],
    ["ALARM(quiet) OR ALARM(rings)", true],
    ["ALARM(quiet) AND ALARM(rings)", false],
    ["ALARM(rings) OR ALARM(quiet) AND ALARM(quiet)", true],
    ["(ALARM(rings) OR ALARM(quiet)) AND ALARM(quiet)", false],
    ["NOT (ALARM(quiet) OR OK(rings)) AND TRUE", true],
    ["FALSE", false],
  ])("%s is %s", (text, expected) => {
    expect(judged(text)).toBe(expected);
  });

  it("names the alarms that it watches", () => {
    expect(alarmsIn(parseRule('ALARM("a b") OR NOT (OK(c) AND TRUE)'))).toEqual(["a b", "c"]);
  });

  it.each([
    ["ALARM(rings) ALARM(quiet)", "too much"],
    ["ALARM(rings", "ends too early"],
    ["RINGS(rings)", "'RINGS' is not supported"],
    ["ALARM rings", "'(' is missing"],
  ])("%s is refused: %s", (text, message) => {
    expect(() => parseRule(text)).toThrow(message);
  });
});

import { describe, expect, it } from "vitest";
import { judge, type Datapoint } from "./judge.ts";

const kinds: Readonly<Record<string, Datapoint>> = { X: "breaching", "0": "within", "-": undefined };
const points = (row: string): Datapoint[] => row.split(" ").map((each) => kinds[each]);

/** The two tables of AWS's page: `keep` is "Retain current state". The latest period is last. */
const tables = [
  { datapointsToAlarm: 3, row: "0 - X - X", missing: "OK", ignore: "OK", breaching: "OK", notBreaching: "OK" },
  { datapointsToAlarm: 3, row: "0 - - - -", missing: "OK", ignore: "OK", breaching: "OK", notBreaching: "OK" },
  {
    datapointsToAlarm: 3,
    row: "- - - - -",
    missing: "INSUFFICIENT_DATA",
    ignore: "keep",
    breaching: "ALARM",
    notBreaching: "OK",
  },
  {
    datapointsToAlarm: 3,
    row: "0 X X - X",
    missing: "ALARM",
    ignore: "ALARM",
    breaching: "ALARM",
    notBreaching: "ALARM",
  },
  { datapointsToAlarm: 3, row: "- - X - -", missing: "ALARM", ignore: "keep", breaching: "ALARM", notBreaching: "OK" },
  {
    datapointsToAlarm: 2,
    row: "0 - X - X",
    missing: "ALARM",
    ignore: "ALARM",
    breaching: "ALARM",
    notBreaching: "ALARM",
  },
  {
    datapointsToAlarm: 2,
    row: "0 0 X 0 X",
    missing: "ALARM",
    ignore: "ALARM",
    breaching: "ALARM",
    notBreaching: "ALARM",
  },
  { datapointsToAlarm: 2, row: "0 - X - -", missing: "OK", ignore: "OK", breaching: "ALARM", notBreaching: "OK" },
  { datapointsToAlarm: 2, row: "- - - - 0", missing: "OK", ignore: "OK", breaching: "ALARM", notBreaching: "OK" },
  { datapointsToAlarm: 2, row: "- - - X -", missing: "ALARM", ignore: "keep", breaching: "ALARM", notBreaching: "OK" },
] as const;

describe("an alarm over three periods, of which the latest five are looked at", () => {
  it.each(tables)("of $datapointsToAlarm, $row: as AWS's page says", ({ datapointsToAlarm, row, ...states }) => {
    const judged = (["missing", "ignore", "breaching", "notBreaching"] as const).map((missingData) => [
      missingData,
      judge(points(row), { evaluationPeriods: 3, datapointsToAlarm, missingData }) ?? "keep",
    ]);
    expect(Object.fromEntries(judged)).toEqual(states);
  });

  it.each(["- - - - X", "- - - X -"])("does not take the young spike %s for an alarm", (row) => {
    const judgement = { evaluationPeriods: 3, datapointsToAlarm: 3, missingData: "missing" } as const;
    expect(judge(points(row), judgement)).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { decodeQuery, encodeQuery, encodeQueryError } from "./query.ts";

const decode = (text: string): Record<string, unknown> => decodeQuery(new URLSearchParams(text));

describe("a Query request", () => {
  it.each<[string, string, Record<string, unknown>]>([
    ["scalars", "TopicArn=a%20b&Message=c%3Dd", { TopicArn: "a b", Message: "c=d" }],
    [
      "structures",
      "Message.Subject.Data=x&Message.Body.Text.Data=y",
      { Message: { Subject: { Data: "x" }, Body: { Text: { Data: "y" } } } },
    ],
    ["lists in their order", "L.member.10=c&L.member.2=b&L.member.1=a", { L: ["a", "b", "c"] }],
    ["lists of structures", "Tags.member.1.Key=a&Tags.member.1.Value=b", { Tags: [{ Key: "a", Value: "b" }] }],
    ["maps", "A.entry.1.key=x&A.entry.1.value=1&A.entry.2.key=y&A.entry.2.value=2", { A: { x: "1", y: "2" } }],
    [
      "maps of structures",
      "M.entry.1.Name=n&M.entry.1.Value.DataType=String&M.entry.1.Value.StringValue=v",
      { M: { n: { DataType: "String", StringValue: "v" } } },
    ],
    ["an empty value", "A.entry.1.key=x&A.entry.1.value=", { A: { x: "" } }],
  ])("has %s", (_name, text, input) => {
    expect(decode(text)).toEqual(input);
  });

  it("cannot reach an object's prototype", () => {
    decode("__proto__.polluted=yes&a.__proto__.polluted=yes&M.entry.1.key=__proto__&M.entry.1.value=x");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a Query response", () => {
  it("has lists, maps, structures, and no absent members", () => {
    const output = { List: ["a", "<&>"], Map: new Map([["k", { V: "v" }]]), Number: 1, Absent: undefined };
    expect(encodeQuery("Act", "urn:x", output, "r")).toBe(
      '<ActResponse xmlns="urn:x"><ActResult><List><member>a</member><member>&lt;&amp;&gt;</member></List>' +
        "<Map><entry><key>k</key><value><V>v</V></value></entry></Map><Number>1</Number></ActResult>" +
        "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ActResponse>",
    );
  });

  it("says whose fault an error is", () => {
    const error = { code: "Throttling", message: "a < b", fault: "client" as const };
    expect(encodeQueryError("urn:x", error, "r")).toContain(
      "<Type>Sender</Type><Code>Throttling</Code><Message>a &lt; b</Message>",
    );
    expect(encodeQueryError("urn:x", { ...error, fault: "server" }, "r")).toContain("<Type>Receiver</Type>");
  });
});

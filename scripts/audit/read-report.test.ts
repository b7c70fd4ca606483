import { expect, it } from "vitest";
import { readAudit } from "./read-report.ts";
import { shippedPackages } from "./shipped-packages.ts";

const about = (title: string) => ({
  source: 1,
  name: "valibot",
  dependency: "valibot",
  title,
  url: "https://github.com/advisories/GHSA-1",
  severity: "high",
  cwe: [],
  range: "<1.2.0",
});

it("an audit's advisories are listed by the package that they are about, and not by those that depend on it", () => {
  const text = JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      valibot: {
        name: "valibot",
        severity: "high",
        isDirect: true,
        via: [about("Slow")],
        effects: ["x"],
        range: "<1.2.0",
      },
      x: { name: "x", severity: "high", isDirect: false, via: ["valibot"], effects: [], range: "*" },
    },
    metadata: {},
  });
  expect(readAudit(text)).toEqual({
    outcome: "done",
    weaknesses: [
      {
        package: "valibot",
        range: "<1.2.0",
        severity: "high",
        title: "Slow",
        url: "https://github.com/advisories/GHSA-1",
      },
    ],
  });
});

it("a registry without audits is reported with its reason, anything else is an error", () => {
  const refused = JSON.stringify({ message: "405 Method Not Allowed", statusCode: 405 });
  expect(readAudit(refused)).toEqual({ outcome: "failed", reason: "405 Method Not Allowed" });
  const unreached = JSON.stringify({ error: { code: "ENOTFOUND", summary: "request failed" } });
  expect(readAudit(unreached)).toEqual({ outcome: "failed", reason: "request failed" });
  expect(() => readAudit(JSON.stringify({ auditReportVersion: 3 }))).toThrow("Expected 2");
});

it("what ships is what the bundles hold: AWS's clients and Stripe's, and nothing of development", async () => {
  const shipped = await shippedPackages();
  expect([...shipped]).toEqual(expect.arrayContaining(["@aws-sdk/client-sns", "stripe", "valibot"]));
  expect([...shipped].filter((name) => /^(?:@pulumi|vitest|esbuild|typescript|dynalite)/u.test(name))).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { runOps } from "../testing.ts";

const costs = (...args: readonly string[]) => runOps(["costs", ...args]);

describe("ops costs", () => {
  it("needs no stack: the settings' file is enough", async () => {
    const { code, out } = await costs();
    expect(code).toBe(0);
    expect(out).toMatch(
      /^dev in ap-southeast-1, 1,000,000 events a month, US dollars a month, prices put together in \w+ \d{4}:$/mu,
    );
    expect(out).toMatch(/^events +DynamoDB writes/mu);
  });

  it("takes a stack's settings, a Region and the events", async () => {
    const { out } = await costs(
      "--stack",
      "org/project/prod",
      "--region",
      "us-east-1",
      "--events-per-month",
      "5000",
      "--json",
    );
    const parsed = JSON.parse(out) as Record<string, unknown>;
    expect(parsed).toMatchObject({
      region: "us-east-1",
      eventsPerMonth: 5000,
      settings: { stage: "prod", archiveRetentionDays: 365 },
    });
  });

  it("adds the parcels that the warehouse reports, of a stack that takes its messages", async () => {
    const mails = async (...parcels: readonly string[]): Promise<number> => {
      const { out } = await costs("--events-per-month", "5000", ...parcels, "--json");
      const { singly } = JSON.parse(out) as { singly: { lines: { what: string; quantity: number }[] } };
      return singly.lines.find(({ what }) => what === "SES")?.quantity ?? 0;
    };
    const parcels = ["--parcels-per-month", "1000"];
    expect((await mails(...parcels)) - (await mails())).toBeCloseTo(1000, 6);
    expect((await costs(...parcels)).out).toContain("1,000,000 events and 1,000 parcels a month");
    const { code, err } = await costs(...parcels, "--config", "warehouseInbox=false");
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("takes no warehouse messages") });
    expect(await costs("--parcels-per-month", "-1")).toMatchObject({ code: 2 });
  });

  it("shows what other settings would cost", async () => {
    const config = ["network=private", "interfaceEndpoints=true"].flatMap((setting) => ["--config", setting]);
    const { out } = await costs(...config, "--json");
    expect(JSON.parse(out)).toMatchObject({ settings: { stage: "dev", network: "private", interfaceEndpoints: true } });
  });

  it.each([
    ["budget=1", "network, interfaceEndpoints, encryption"],
    ["network", "NAME=VALUE"],
    ["network=vpc", "network: "],
    ["interfaceEndpoints=maybe", "interfaceEndpoints: "],
    ["archiveRetentionDays=long", "archiveRetentionDays: "],
    ["archiveRetentionDays=99999", 'archiveRetentionDays: "99999": give a whole number from 1 to 3650'],
    ["archiveWindowSeconds=0.5", 'archiveWindowSeconds: "0.5": give a whole number from 0 to 30'],
    ["provisionedWebhooks=1e2", 'provisionedWebhooks: "1e2": give a whole number from 0 to 1000'],
    ["logRetentionDays=31", "logRetentionDays: "],
    ["reconcileHours=13", 'reconcileHours: "13": give a whole number from 0 to 12'],
    ["warehouseInbox=yes", "warehouseInbox: "],
    ["stripeEventSource=mine", 'stripeEventSource: "mine": give a name such as aws.partner/stripe.com/ed_'],
    ["webhook=off", "webhook: off together with stripeEventSource only"],
  ])("refuses --config %s", async (setting, message) => {
    const { code, err } = await costs("--config", setting);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it("refuses settings that contradict each other, as the preview does", async () => {
    const { code, err } = await costs("--config", "rollout=canary", "--config", "monitoring=lean");
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("rollout: canary with monitoring full only") as string,
    });
  });

  it("refuses a number of events that is none, and a Region without prices", async () => {
    expect(await costs("--events-per-month", "many")).toMatchObject({ code: 2 });
    const { code, err } = await costs("--region", "eu-north-1");
    expect(code).toBe(2);
    expect(err).toContain("No prices for eu-north-1");
  });

  it("cannot ask AWS what the offline run cost", async () => {
    expect(await costs("--actual")).toMatchObject({ code: 2 });
  });
});

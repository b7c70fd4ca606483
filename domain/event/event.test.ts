import { describe, expect, it } from "vitest";
import { identityOf, objectIdOf, parseStripeEvent } from "./event.ts";

const event = {
  id: "evt_1",
  object: "event",
  api_version: "2022-11-15",
  account: "acct_1",
  created: 1_760_000_000,
  livemode: true,
  type: "charge.refunded",
  data: { object: { id: "ch_1", object: "charge" } },
};
const parse = (value: unknown) => parseStripeEvent(JSON.stringify(value));

describe("parseStripeEvent", () => {
  it("reads the envelope and leaves the object as it is", () => {
    expect(parse(event)).toEqual({
      id: "evt_1",
      type: "charge.refunded",
      created: 1_760_000_000,
      livemode: true,
      apiVersion: "2022-11-15",
      account: "acct_1",
      object: { id: "ch_1", object: "charge" },
      oversize: false,
    });
  });

  it("takes an organisation's context for the account", () => {
    expect(parse({ ...event, account: null, context: "acct_2" })).toMatchObject({ account: "acct_2" });
    expect(parse({ ...event, account: "acct_2", context: "acct_1/acct_2" })).toMatchObject({
      account: "acct_1/acct_2",
    });
  });

  it.each([null, "", undefined])("takes an account and a version of %j for none", (nothing) => {
    const parsed = parse({ ...event, account: nothing, api_version: nothing });
    expect(parsed).not.toHaveProperty("account");
    expect(parsed).not.toHaveProperty("apiVersion");
  });

  it("reads a thin event: its related object, its context, its ISO time", () => {
    const thin = {
      id: "evt_thin",
      object: "v2.core.event",
      type: "v2.core.account[requirements].updated",
      context: "acct_2",
      created: "2025-10-09T08:53:20.900Z",
      livemode: false,
      related_object: { id: "acct_3", type: "v2.core.account" },
    };
    const parsed = parse(thin);
    expect(parsed).toMatchObject({ id: "evt_thin", account: "acct_2", created: 1_760_000_000 });
    expect(objectIdOf(parsed)).toBe("acct_3");
    expect(objectIdOf(parse({ ...thin, related_object: null }))).toBeUndefined();
  });

  it("knows a thin event of a v1 object by its snapshot event's id and type", () => {
    const thin = {
      id: "evt_test_65",
      object: "v2.core.event",
      type: "v1.invoice.paid",
      created: "2025-10-09T08:53:20Z",
      livemode: false,
      snapshot_event: "evt_1",
      related_object: { id: "in_1", type: "invoice", url: "/v1/invoices/in_1" },
    };
    expect(parse(thin)).toMatchObject({
      id: "evt_1",
      type: "invoice.paid",
      thin: { id: "evt_test_65", url: "/v1/invoices/in_1" },
    });
    expect(parse({ ...thin, snapshot_event: null })).toMatchObject({ id: "evt_test_65", type: "invoice.paid" });
    expect(() => parse({ ...thin, snapshot_event: "evt 1" })).toThrow("usable `id`");
    expect(identityOf(thin)).toEqual({ id: "evt_1", type: "invoice.paid" });
    // Nobody handles it: what is journalled of it must not hide that the snapshot event is missing.
    const unread = { ...thin, type: "v2.invoice.paid" };
    expect(parse(unread)).toMatchObject({ id: "evt_test_65", type: "v2.invoice.paid" });
  });

  it.each(["https://example.com/v1/x", "//example.com/v1/x", "/v1/invoices/in_1?expand[]=x", "/v2/x", "/v1/../v2", 7])(
    "fetches nothing from %j, which is not a path of the v1 API",
    (url) => {
      const thin = {
        id: "evt_1",
        object: "v2.core.event",
        type: "v1.invoice.paid",
        created: "2025-10-09",
        livemode: false,
      };
      expect(parse({ ...thin, related_object: { id: "in_1", url } }).thin).toEqual({ id: "evt_1" });
    },
  );

  it.each([
    null,
    7,
    [],
    {},
    { ...event, object: "invoice" },
    { ...event, id: "" },
    { ...event, id: 7 },
    { ...event, id: "evt 1" },
    { ...event, type: "" },
    { ...event, type: "a\nb" },
    { ...event, created: "yesterday" },
    { ...event, created: -1 },
    { ...event, created: 1.5 },
    { ...event, created: 8_640_000_000_001 },
    { ...event, livemode: 0 },
    { ...event, data: undefined },
    { ...event, data: { object: [] } },
    { ...event, object: "v2.core.event", created: "yesterday" },
  ])("rejects %j", (value) => {
    expect(() => parse(value)).toThrow(expect.objectContaining({ causeCode: "invalid-event", disposition: "reject" }));
  });

  it("reads what is nested a hundred levels deep, and nothing deeper", () => {
    const nested = (levels: number) =>
      JSON.stringify({ ...event, data: { object: "x" } }).replace(
        '"x"',
        `{"x":${"[".repeat(levels)}${"]".repeat(levels)}}`,
      );
    expect(parseStripeEvent(nested(97)).id).toBe("evt_1");
    for (const levels of [98, 100_000]) {
      expect(() => parseStripeEvent(nested(levels))).toThrow(
        expect.objectContaining({ causeCode: "invalid-event", message: "the event is nested deeper than 100 levels" }),
      );
    }
  });

  it("rejects what is not JSON, without quoting it", () => {
    expect(() => parseStripeEvent("jane@example.com")).toThrow(
      expect.objectContaining({ causeCode: "not-json", message: "the message is not JSON" }),
    );
  });
});

import { describe, expect, it } from "vitest";

import { noticeBody } from "./sns-warehouse.ts";

describe("noticeBody", () => {
  it("is JSON without the characters that SNS refuses", () => {
    const notice = {
      noticeId: "pi_1#pick",
      kind: "pick" as const,
      orderId: "pi_1",
      sequence: 1,
      attempt: 1,
      items: [{ sku: "MUG", name: "Mug\u0000\ufffe\uffff\ud800", quantity: 1 }],
    };
    const body = noticeBody(notice);
    expect(body).not.toMatch(/[\p{Cc}\ufffe\uffff\p{Cs}]/u);
    expect(JSON.parse(body)).toEqual(notice);
  });
});

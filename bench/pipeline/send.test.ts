import { describe, expect, it } from "vitest";
import { sendAll } from "./send.ts";

const sending = (purchase: number, nth: number) => ({ id: `${purchase}.${nth}`, purchase, body: `${purchase}.${nth}` });
const all = [sending(0, 0), sending(1, 0), sending(0, 1), sending(2, 0), sending(1, 1), sending(0, 2)];

describe("sending", () => {
  it("keeps a purchase's events one after the other, and different purchases side by side", async () => {
    const open: string[] = [];
    const order: string[] = [];
    let most = 0;
    await sendAll(all, { lanes: 3 }, async (body) => {
      const [purchase = ""] = body.split(".");
      expect(open).not.toContain(purchase);
      open.push(purchase);
      order.push(body);
      most = Math.max(most, open.length);
      await Promise.resolve();
      open.splice(open.indexOf(purchase), 1);
      return 200;
    });
    expect(most).toBe(3);
    expect(order.filter((body) => body.startsWith("0"))).toEqual(["0.0", "0.1", "0.2"]);
    expect(order).toHaveLength(all.length);
  });

  it("tries again what is refused and reports when the accepted request was sent", async () => {
    const tries = new Map<string, number>();
    const { at, refused } = await sendAll(all, { lanes: 2 }, (body) => {
      tries.set(body, (tries.get(body) ?? 0) + 1);
      return Promise.resolve(body === "1.0" && tries.get(body) === 1 ? 500 : 200);
    });
    expect(refused).toEqual(new Map([["1.0", 1]]));
    expect(tries.get("1.0")).toBe(2);
    expect([...at.keys()].toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  it("gives up by name on what is always refused", async () => {
    const post = (body: string) => Promise.resolve(body === "2.0" ? 503 : 200);
    await expect(sendAll(all, { lanes: 1 }, post)).rejects.toThrow("2.0 was refused");
  });
});

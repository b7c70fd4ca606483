import { describe, expect, it } from "vitest";
import { pinnedApiVersion } from "../../functions/shared/stripe/api-version.ts";
import { connect, planConnection } from "./connect-stripe.ts";
import { adoptRolledSecret, checkRotation, rotateByEndpoint } from "./rotate-secret.ts";
import {
  type Endpoint,
  type Endpoints,
  type EndpointSpecification,
  fingerprintKey,
  longestOverlap,
  notStored,
  type SigningSecrets,
} from "./stripe-endpoint.ts";

const specification: EndpointSpecification = {
  url: "https://a.example/hook",
  eventTypes: ["invoice.paid", "charge.refunded"],
  apiVersion: pinnedApiVersion,
  stack: "dev",
};

/** Stripe and the stack's secret in memory; `interrupt` throws where a test wants the command to die. */
function world(secret?: string) {
  const endpoints = new Map<string, Endpoint>();
  const stored: { secret?: string; previous?: string; previousExpires?: number } =
    secret === undefined ? {} : { secret };
  let made = 0;
  let interrupted = "";
  let writes = 0;
  const step = (name: string): void => {
    if (name === interrupted) throw new Error(`killed at ${name}`);
    writes += 1;
  };
  const stripe: Endpoints = {
    list: () => Promise.resolve([...endpoints.values()]),
    async create({ url, eventTypes, apiVersion }) {
      step("create");
      made += 1;
      const endpoint = {
        id: `we_${String(made)}`,
        url,
        enabledEvents: eventTypes,
        apiVersion,
        isEnabled: true,
        livemode: false,
        metadata: { [fingerprintKey]: notStored },
      };
      endpoints.set(endpoint.id, endpoint);
      return Promise.resolve({ endpoint, secret: `whsec_${String(made)}` });
    },
    async update(id, { eventTypes, metadata = {} }) {
      step("update");
      const before = endpoints.get(id);
      if (before === undefined) throw new Error("no such endpoint");
      endpoints.set(id, {
        ...before,
        ...(eventTypes === undefined ? {} : { enabledEvents: eventTypes, isEnabled: true }),
        metadata: { ...before.metadata, ...metadata },
      });
      return Promise.resolve();
    },
    async remove(id) {
      step("remove");
      endpoints.delete(id);
      return Promise.resolve();
    },
  };
  const secrets: SigningSecrets = {
    current: () => Promise.resolve({ ...stored }),
    async store(value, previous) {
      step("store");
      stored.secret = value;
      delete stored.previous;
      delete stored.previousExpires;
      if (previous !== undefined)
        Object.assign(stored, { previous: previous.secret, previousExpires: previous.expires });
      return Promise.resolve();
    },
  };
  const ports = {
    endpoints: stripe,
    secrets,
    now: () => 1_000,
    pause: () => Promise.resolve(),
    probe: () => Promise.resolve(true),
  };
  return { ports, endpoints, stored, writes: () => writes, kill: (at: string) => void (interrupted = at) };
}

async function connectOnce({ ports }: ReturnType<typeof world>) {
  const plan = await planConnection(specification, ports);
  await connect(specification, plan, ports);
  return plan.action;
}

describe("connect-stripe", () => {
  it("creates once, then changes nothing", async () => {
    const w = world();
    expect(await connectOnce(w)).toBe("create");
    const writes = w.writes();
    expect(await connectOnce(w)).toBe("none");
    expect(w.writes()).toBe(writes);
    expect(w.stored).toEqual({ secret: "whsec_1" });
  });

  it("puts types and a disabled endpoint right without touching the secret", async () => {
    const w = world();
    await connectOnce(w);
    const [endpoint] = w.endpoints.values();
    if (endpoint !== undefined)
      w.endpoints.set(endpoint.id, {
        ...endpoint,
        enabledEvents: ["invoice.paid", "invoice.created"],
        isEnabled: false,
      });
    expect(await connectOnce(w)).toBe("update");
    expect([...w.endpoints.values()]).toMatchObject([
      { enabledEvents: ["invoice.paid", "charge.refunded"], isEnabled: true },
    ]);
    expect(w.stored).toEqual({ secret: "whsec_1" });
  });

  it("keeps an endpoint that was made by hand, whose secret the stack may have", async () => {
    const w = world("whsec_by_hand");
    w.endpoints.set("we_hand", {
      id: "we_hand",
      url: `${specification.url}/`,
      enabledEvents: ["invoice.paid", "charge.refunded"],
      apiVersion: pinnedApiVersion,
      isEnabled: true,
      livemode: false,
      metadata: {},
    });
    expect(await connectOnce(w)).toBe("none");
  });

  it.each(["create", "store", "update"])("comes to the same end when it was killed at %s", async (at) => {
    const w = world("whsec_before");
    w.kill(at);
    await expect(connectOnce(w)).rejects.toThrow("killed");
    w.kill("");
    await connectOnce(w);
    expect(await connectOnce(w)).toBe("none");
    expect(w.endpoints.size).toBe(1);
    expect(w.stored.secret).toMatch(/^whsec_\d$/u);
  });

  it("leaves the decision to a person when it was killed before it removed the old endpoint", async () => {
    const w = world("whsec_before");
    const old = {
      url: specification.url,
      enabledEvents: ["invoice.paid"],
      apiVersion: "old",
      isEnabled: true,
      livemode: false,
    };
    w.endpoints.set("we_old", { id: "we_old", ...old, metadata: {} });
    w.kill("remove");
    await expect(connectOnce(w)).rejects.toThrow("killed");
    // Two endpoints work: each event comes twice, and is applied once.
    const { action, reasons } = await planConnection(specification, w.ports);
    expect(action).toBe("none");
    expect(reasons.join()).toMatch(/2 endpoints.*the stack's secret is that of we_1\): delete the others/u);
  });
});

describe("rotate-secret", () => {
  it("leaves one endpoint, the new secret, and the one before for a day", async () => {
    const w = world();
    await connectOnce(w);
    const standing = await checkRotation(specification.url, w.ports);
    expect(await rotateByEndpoint(specification, standing, longestOverlap, w.ports)).toMatchObject({
      endpointId: "we_2",
      removedEndpointId: "we_1",
    });
    expect(w.stored).toEqual({ secret: "whsec_2", previous: "whsec_1", previousExpires: 1_000 + longestOverlap });
    expect([...w.endpoints.keys()]).toEqual(["we_2"]);
    expect(await connectOnce(w)).toBe("none");
    await expect(checkRotation(specification.url, w.ports)).rejects.toThrow("A roll is under way");
  });

  it("puts everything back when the webhook does not accept both secrets", async () => {
    const w = world();
    await connectOnce(w);
    const standing = await checkRotation(specification.url, w.ports);
    const ports = { ...w.ports, probe: (secret: string) => Promise.resolve(secret === "whsec_1") };
    await expect(rotateByEndpoint(specification, standing, longestOverlap, ports)).rejects.toThrow("nothing is rolled");
    expect(w.stored).toEqual({ secret: "whsec_1" });
    expect([...w.endpoints.keys()]).toEqual(["we_1"]);
  });

  it("refuses two endpoints, no endpoint and no secret, and takes over what the dashboard rolled", async () => {
    await expect(checkRotation(specification.url, world().ports)).rejects.toThrow("no signing secret");
    await expect(checkRotation(specification.url, world("whsec_x").ports)).rejects.toThrow("no endpoint");
    const w = world();
    await connectOnce(w);
    const standing = await checkRotation(specification.url, w.ports);
    await w.ports.endpoints.create(specification);
    await expect(checkRotation(specification.url, w.ports)).rejects.toThrow("2 endpoints");
    await adoptRolledSecret("whsec_rolled", standing, longestOverlap, w.ports);
    expect(w.stored).toMatchObject({ secret: "whsec_rolled", previous: "whsec_1" });
  });
});

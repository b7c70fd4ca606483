import { afterAll, beforeAll } from "vitest";
import { System } from "../support/system.ts";
import { describeDeadLettered } from "./inputs/dead-lettered.ts";
import { describeSecretRoll } from "./inputs/secret-roll.ts";
import { Shop, stock } from "./inputs/shop.ts";
import { describeStageGuard } from "./inputs/stage-guard.ts";
import { describeAccepted } from "./inputs/accepted.ts";

let shop: Shop;
beforeAll(async () => {
  shop = new Shop(await System.start({ timeScale: 360, stock }));
});
afterAll(async () => {
  await shop.system.close();
});

describeStageGuard(() => shop.system);
describeDeadLettered(() => shop);
describeAccepted(() => shop);
describeSecretRoll(() => shop.system);

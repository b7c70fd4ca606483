import { afterAll, beforeAll } from "vitest";
import { System } from "../support/system.ts";
import { describeGivenUp } from "./inputs/given-up.ts";
import { describeSecretRoll } from "./inputs/secret-roll.ts";
import { Shop, stock } from "./inputs/shop.ts";
import { describeStageGuard } from "./inputs/stage-guard.ts";
import { describeTaken } from "./inputs/taken.ts";

let shop: Shop;
beforeAll(async () => {
  shop = new Shop(await System.start({ timeScale: 360, stock }));
});
afterAll(async () => {
  await shop.system.close();
});

describeStageGuard(() => shop.system);
describeGivenUp(() => shop);
describeTaken(() => shop);
describeSecretRoll(() => shop.system);

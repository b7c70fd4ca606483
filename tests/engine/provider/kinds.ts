import { api } from "./kinds/api.ts";
import { compute } from "./kinds/compute.ts";
import { data } from "./kinds/data.ts";
import { events } from "./kinds/events.ts";
import { keys } from "./kinds/keys.ts";
import { messaging } from "./kinds/messaging.ts";
import { network } from "./kinds/network.ts";
import { watching } from "./kinds/watching.ts";
import type { Kind } from "./kinds/kind.ts";

/** The resource types that the program may use; a test run refuses any other by its name. */
export const kinds: Readonly<Record<string, Kind>> = {
  ...messaging,
  ...compute,
  ...api,
  ...events,
  ...data,
  ...watching,
  ...keys,
  ...network,
};

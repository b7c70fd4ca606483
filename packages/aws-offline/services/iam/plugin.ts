import type { Plugin } from "../../plugin.ts";
import { Roles } from "./roles.ts";

/** IAM has no API here: roles and their policies are the program's. */
export const plugin: Plugin<Roles> = {
  start: () => new Roles(),
  build: (roles, graph, { gateway }) => roles.declare(graph, gateway),
};

import { markdownTable, withGenerated } from "../../scripts/markdown.ts";
import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { roleGrants } from "./grants.ts";

/** docs/security.md with the tables of what each role may do, as the program says it. @throws Error without the marks */
export function withRoleTables(document: string, graph: ResourceGraph): string {
  return withGenerated(document, "roles", "npm run docs:security", roleTables(graph));
}

/** A table a role: its actions, and the resources by their names in the program. */
function roleTables(graph: ResourceGraph): string {
  const grants = roleGrants(graph);
  const roles = [...new Set(grants.map(({ role }) => role))].toSorted();
  return roles
    .map((role) => {
      const byResource = Map.groupBy(
        grants.filter((grant) => grant.role === role),
        ({ resource }) => nameOf(resource, graph),
      );
      const rows = [...byResource].map(([name, own]) => {
        const actions = [...new Set(own.map(({ action }) => action))].toSorted();
        return [actions.map((action) => `\`${action}\``).join(", "), name];
      });
      return `**${role}**\n\n${markdownTable(["may", "on"], rows)}\n`;
    })
    .join("\n");
}

function nameOf(arn: string, graph: ResourceGraph): string {
  if (arn === "*") return "everything (AWS knows no resources here)";
  const inside = (one: unknown): one is string => typeof one === "string" && arn.startsWith(one);
  const owner = graph.resources.find(({ outputs }) => inside(outputs["arn"]));
  if (owner === undefined) throw new Error(`${arn} is not a resource of the program`);
  const rest = arn.slice(String(owner.outputs["arn"]).length).replace(/^:/u, "");
  return `\`${owner.name}\`${rest === "" ? "" : `, \`${rest}\``}`;
}

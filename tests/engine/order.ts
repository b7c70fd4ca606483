import type { Cloud } from "./provider/cloud.ts";
import { arnOf, names, type Resource } from "./provider/resource.ts";
import { text } from "./provider/values.ts";

interface Precedence {
  readonly rule: string;
  readonly first: Resource;
  readonly second: Resource;
}

/** What must exist before what, of the resources of a cloud. */
function precedences(cloud: Cloud): Precedence[] {
  const functions = cloud.ofType("aws:lambda/function:Function");
  const policies = cloud.ofType("aws:iam/rolePolicy:RolePolicy");
  const queues = cloud.ofType("aws:sqs/queue:Queue");
  const pairs = (rule: string, firsts: Resource[], second: Resource) =>
    firsts.map((first) => ({ rule, first, second }));
  const policiesOf = (queueArn: string) => {
    const queue = queues.find((each) => arnOf(each) === queueArn);
    return cloud
      .ofType("aws:sqs/queuePolicy:QueuePolicy")
      .filter(({ inputs }) => text(inputs, "queueUrl") === queue?.id);
  };
  return [
    ...cloud
      .ofType("aws:sns/topicSubscription:TopicSubscription")
      .filter(({ inputs }) => text(inputs, "protocol") === "sqs")
      .flatMap((each) => pairs("queue policy before subscription", policiesOf(text(each.inputs, "endpoint")), each)),
    ...cloud
      .ofType("aws:cloudwatch/eventTarget:EventTarget")
      .flatMap((each) => pairs("queue policy before rule target", policiesOf(text(each.inputs, "arn")), each)),
    ...cloud.ofType("aws:lambda/eventSourceMapping:EventSourceMapping").flatMap((each) => {
      const handler = functions.find((one) => names(text(each.inputs, "functionName"), one));
      const granted = policies.filter(
        ({ inputs }) =>
          text(handler?.inputs ?? {}, "role").endsWith(`/${text(inputs, "role")}`) &&
          text(inputs, "policy").includes(text(each.inputs, "eventSourceArn")),
      );
      return pairs("role's policy before mapping", granted, each);
    }),
    ...functions.flatMap((each) =>
      pairs(
        "log group before function",
        cloud.ofType("aws:cloudwatch/logGroup:LogGroup").filter((group) => {
          const logging = each.inputs["loggingConfig"];
          return JSON.stringify(logging ?? "").includes(`"${group.name}"`);
        }),
        each,
      ),
    ),
  ];
}

/** How often each rule was put to the test, and where the recorded order of creation breaks one. */
export function orderOf(cloud: Cloud): { readonly tested: Record<string, number>; readonly broken: string[] } {
  const created = new Map(cloud.changes.map((change, position) => [change, position]));
  const position = ({ type, urn }: Resource) => created.get(`create ${type} ${urn.split("::").at(-1)}`) ?? -1;
  const all = precedences(cloud);
  const tested = Object.groupBy(all, ({ rule }) => rule);
  return {
    tested: Object.fromEntries(Object.entries(tested).map(([rule, each]) => [rule, each?.length ?? 0])),
    broken: all
      .filter(({ first, second }) => position(first) < 0 || position(first) > position(second))
      .map(({ rule, first, second }) => `${rule}: ${first.urn}, ${second.urn}`),
  };
}

import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import responses from "@pulumi/pulumi/proto/resource_pb.js";
import debuggable from "@pulumi/pulumi/runtime/debuggable.js";
import * as v from "valibot";
import { withDefaultTags } from "./default-tags.ts";
import { plainInputs } from "./plain-inputs.ts";
import type { ProjectConfiguration } from "./project.ts";
import { ResourceGraph, type GraphResource, type ResourceOptions } from "./resource-graph.ts";
import { reasonOf, type Created, type Identity, type Place } from "./resource-type.ts";
import { resourceTypes } from "../services/resource-types.ts";

// The SDK keeps a stack for each of its thousands of promises, for PULUMI_DEBUG_PROMISE_LEAKS: half of an evaluation's time.
Object.assign(debuggable, { debuggablePromise: (promise: Promise<unknown>) => promise });
// For an engine's display it parses a stack of each resource, and for its debug log it writes each response out: a sixth.
Object.assign(pulumi.Resource, { callsites: () => [] });
Object.assign(responses.RegisterResourceResponse.prototype, { toString: () => "a response" });

/** A program that runs when it is called. Its exports are the stack's outputs. */
export type Program = () => Promise<object>;

let evaluations = 0;

/** A fresh evaluation each time: Node keeps a module by its address, and the query makes it another one. */
function programAt(file: URL): Program {
  return async () => {
    evaluations += 1;
    const exported: object = await import(`${file.href}?evaluation=${String(evaluations)}`);
    return { ...exported };
  };
}

/**
 * Evaluates the Pulumi program under the SDK's runtime mocks and takes its resource graph.
 * One evaluation at a time: the SDK's state is the process's.
 * @param program its file, or what to run in its place
 * @throws Error with one message that names the resource, for an unknown type or property, a bad setting, a broken program
 */
export async function evaluateProgram(
  program: URL | Program,
  configuration: ProjectConfiguration,
  place: Place,
): Promise<ResourceGraph> {
  const recorder = new GraphRecorder(configuration, place, program instanceof URL ? program : undefined);
  const run = program instanceof URL ? programAt(program) : program;
  await pulumi.runtime.setMocks(
    { call: ({ token }) => recorder.call(token), newResource: (resource) => recorder.create(resource) },
    configuration.project,
    configuration.stack,
    false,
  );
  pulumi.runtime.setAllConfig({ ...configuration.config });

  const evaluate = async (): Promise<Record<string, unknown>> => {
    const exported: pulumi.Inputs | undefined = await pulumi.runtime.runInPulumiStack(async () => {
      pulumi.runtime.registerStackTransformation((resource) => recorder.seen(resource));
      // Thrown through the SDK, a failure would come back as several, some of them unhandled.
      return run().catch((cause: unknown) => recorder.failed(cause));
    });
    // Waits for every registration, also of what no output depends on.
    await pulumi.runtime.disconnect();
    return v.parse(v.record(v.string(), v.unknown()), await settled(exported ?? {}));
  };
  const outputs = await withFailures(evaluate);
  return recorder.graph(outputs);
}

/** The SDK registers resources in the background, so their failures arrive as unhandled rejections. */
async function withFailures<Result>(work: () => Promise<Result>): Promise<Result> {
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const onFailure = (cause: unknown): void => reject(cause instanceof Error ? cause : new Error(String(cause)));
  process.on("unhandledRejection", onFailure);
  process.on("uncaughtException", onFailure);
  try {
    const result = await Promise.race([work(), failure]);
    process.off("unhandledRejection", onFailure);
    process.off("uncaughtException", onFailure);
    return result;
  } catch (cause) {
    // The listeners stay: one failure comes back once for every value that depends on it, some of them later.
    throw new Error(innermostMessage(cause), { cause });
  }
}

/** What is wrong and where: a setting's or a resource's message says so itself, a mistake in the code does not. */
function describeFailure(cause: unknown, program: URL | undefined): string {
  const message = innermostMessage(cause);
  const isMistake = cause instanceof ReferenceError || cause instanceof TypeError || cause instanceof SyntaxError;
  const place = isMistake && program !== undefined ? placeIn(program, cause.stack ?? "") : undefined;
  return place === undefined ? message : `${place}: ${message}`;
}

/** The first place of a stack that lies in the program's folder, such as `index.ts:12:3`. */
function placeIn(program: URL, stack: string): string | undefined {
  const root = fileURLToPath(new URL("./", program));
  return stack
    .split("\n")
    .filter((line) => line.includes(root) && !line.includes("node_modules"))
    .map((line) => /(?<place>[^\s(]+?\.ts)(?:\?[^:]*)?(?<position>(?::\d+){1,2})/u.exec(line)?.groups)
    .map(
      (found) =>
        found && `${(found["place"] ?? "").replace(/^file:\/\//u, "").replace(root, "")}${found["position"] ?? ""}`,
    )
    .find((place) => place !== undefined);
}

/** The SDK wraps a failure once for every value that depends on it: the last part is the cause. */
function innermostMessage(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message
    .replace(/^(?:error serializing property "[^"]*": |failed to register new resource \S+ \[\S+\]: )+/u, "")
    .trim();
}

async function settled(outputs: pulumi.Inputs): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  pulumi.output(outputs).apply((known) => resolve(known));
  return promise;
}

class GraphRecorder {
  readonly #configuration: ProjectConfiguration;
  readonly #place: Place;
  readonly #names = new WeakMap<object, string>();
  readonly #options = new Map<string, ResourceOptions>();
  readonly #resources: GraphResource[] = [];
  readonly #program: URL | undefined;
  #failure: unknown;

  constructor(configuration: ProjectConfiguration, place: Place, program: URL | undefined) {
    this.#configuration = configuration;
    this.#place = place;
    this.#program = program;
  }

  call(token: string): Record<string, unknown> {
    switch (token) {
      case "aws:index/getCallerIdentity:getCallerIdentity":
        return { id: this.#place.accountId, accountId: this.#place.accountId };
      case "aws:index/getRegion:getRegion":
        return { id: this.#place.region, region: this.#place.region };
      case "aws:index/getAvailabilityZones:getAvailabilityZones":
        return { id: this.#place.region, names: ["a", "b", "c"].map((zone) => `${this.#place.region}${zone}`) };
      case "aws:servicequotas/getServiceQuota:getServiceQuota":
        return { id: "", value: 1000 };
      default: {
        const refused = new Error(`${token} is not supported by the offline run`);
        // The SDK loses the message on the way.
        this.failed(refused);
        throw refused;
      }
    }
  }

  seen({ type, name, resource, opts }: pulumi.ResourceTransformationArgs): undefined {
    const key = `${type} ${name}`;
    this.#names.set(resource, key);
    const parent = opts.parent === undefined ? undefined : this.#names.get(opts.parent);
    const dependsOn = [opts.dependsOn].flat().flatMap((dependency) => {
      const found = typeof dependency === "object" ? this.#names.get(dependency) : undefined;
      return found === undefined ? [] : [found];
    });
    this.#options.set(key, {
      ...(parent === undefined ? {} : { parent }),
      dependsOn,
      protect: opts.protect === true,
      retainOnDelete: (opts as pulumi.CustomResourceOptions).retainOnDelete === true,
      ignoreChanges: opts.ignoreChanges ?? [],
      secretInputs: [],
    });
    return undefined;
  }

  async create({ type, name, inputs }: pulumi.runtime.MockResourceArgs): Promise<pulumi.runtime.MockResourceResult> {
    if (!type.startsWith("aws:")) return { id: "", state: {} };
    try {
      return await this.#record(type, name, inputs);
    } catch (cause) {
      this.failed(cause);
      return { id: name, state: {} };
    }
  }

  /** Keeps the first failure: those after it are mostly its consequences. */
  failed(cause: unknown): object {
    this.#failure ??= cause;
    return {};
  }

  /** @throws the program's or a resource's failure */
  graph(outputs: Readonly<Record<string, unknown>>): ResourceGraph {
    if (this.#failure !== undefined) {
      throw new Error(describeFailure(this.#failure, this.#program), { cause: this.#failure });
    }
    return new ResourceGraph(this.#resources, outputs);
  }

  async #record(type: string, name: string, inputs: object): Promise<pulumi.runtime.MockResourceResult> {
    const { plain, secretInputs } = await plainInputs(inputs);
    const { inputs: named, created } = this.#createOnAws(type, name, plain);
    const options = this.#options.get(`${type} ${name}`);
    if (options === undefined) throw new Error(`${type} ${name} was registered before the offline run could see it`);
    this.#resources.push({ type, name, ...created, inputs: named, options: { ...options, secretInputs } });
    return { id: created.id, state: { ...named, ...created.outputs } };
  }

  #createOnAws(
    type: string,
    name: string,
    plain: Record<string, unknown>,
  ): { inputs: Record<string, unknown>; created: Created } {
    const known = resourceTypes.get(type);
    if (known === undefined) throw new Error(`${type} ${name}: this resource type is not supported by the offline run`);
    const digest = createHash("sha256")
      .update(`${this.#configuration.stack} ${type} ${name}`)
      .digest("hex")
      .slice(0, 17);
    const inputs: Record<string, unknown> = {
      ...(known.autoname === undefined ? {} : { [known.autoname]: this.#autoname(name, digest) }),
      ...plain,
      ...(known.taggable ? withDefaultTags(plain["tags"], this.#configuration) : {}),
    };
    const parsed = v.safeParse(known.inputs, inputs);
    if (!parsed.success) throw new Error(`${type} ${name}: ${parsed.issues.map(describeIssue).join("; ")}`);
    const physicalName = known.autoname === undefined ? name : String(inputs[known.autoname]);
    const identity: Identity = { name: physicalName, digest };
    return { inputs, created: known.create(parsed.output, identity, this.#place) };
  }

  #autoname(name: string, digest: string): string {
    return this.#configuration.autonaming
      .replaceAll("${project}", this.#configuration.project)
      .replaceAll("${stack}", this.#configuration.stack)
      .replaceAll("${name}", name)
      .replaceAll(/\$\{hex\((\d+)\)\}/gu, (_match, digits: string) => digest.slice(0, Number(digits)));
  }
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const property = v.getDotPath(issue) ?? "its inputs";
  return issue.type === "strict_object" && issue.expected === "never"
    ? `property ${property} is not supported by the offline run`
    : `property ${property} ${reasonOf(issue)}`;
}

import { once } from "node:events";
import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

/** A resource as the engine shows it to a policy pack. */
export interface ShownResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly properties: { readonly [name: string]: struct.JavaScriptValue };
  readonly isProtected: boolean;
}

export interface Finding {
  readonly policy: string;
  readonly message: string;
  readonly isMandatory: boolean;
}

/** The policy pack in a process of its own, started and asked as Pulumi's engine does. */
export class PolicyPackHost {
  readonly #process: ChildProcess;
  readonly #client: AnalyzerClient;

  private constructor(process: ChildProcess, port: string) {
    this.#process = process;
    this.#client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  static async start(): Promise<PolicyPackHost> {
    const main = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const cwd = fileURLToPath(new URL("../../policy", import.meta.url));
    const child = spawn(process.execPath, [main, "127.0.0.1:1", "."], { cwd, stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout });
    const port = await Promise.race([
      once(lines, "line").then(([line]) => String(line)),
      once(child, "exit").then(([code]) => Promise.reject(new Error(`the policy pack ended with ${String(code)}`))),
    ]);
    return new PolicyPackHost(child, port);
  }

  analyze(resources: readonly ShownResource[]): Promise<Finding[]> {
    const request = new analyzer.AnalyzeStackRequest().setResourcesList(resources.map(messageOf));
    return new Promise((resolve, reject) => {
      this.#client.analyzeStack(request, (error, response) => {
        if (error !== null) reject(error);
        else resolve(response.getDiagnosticsList().map(findingOf));
      });
    });
  }

  async close(): Promise<void> {
    this.#client.close();
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }
}

function messageOf({ type, name, urn, properties, isProtected }: ShownResource): analyzer.AnalyzerResource {
  return new analyzer.AnalyzerResource()
    .setType(type)
    .setName(name)
    .setUrn(urn)
    .setProperties(struct.Struct.fromJavaScript(properties))
    .setOptions(new analyzer.AnalyzerResourceOptions().setProtect(isProtected));
}

function findingOf(diagnostic: analyzer.AnalyzeDiagnostic): Finding {
  return {
    policy: diagnostic.getPolicyname(),
    message: diagnostic.getMessage().replace(`${diagnostic.getDescription()}\n`, ""),
    isMandatory: diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY,
  };
}

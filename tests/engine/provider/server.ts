import { Server, ServerCredentials, status, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { check, type Autonaming } from "./check.ts";
import type { Backend } from "./backend.ts";
import { difference } from "./difference.ts";
import type { Properties } from "./values.ts";

export interface ProviderServer {
  readonly port: number;
  close(): void;
}

/**
 * Serves a backend to the engine with the provider protocol, on a free port of 127.0.0.1.
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
export async function serve(backend: Backend): Promise<ProviderServer> {
  const server = new Server();
  server.addService(ResourceProviderService, handlers(backend));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

function handlers(backend: Backend) {
  return {
    attach: unary(() => new empty.Empty()),
    cancel: unary(() => new empty.Empty()),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion("7.48.0")),
    getSchema: unary(() => new proto.GetSchemaResponse().setSchema("{}")),
    checkConfig: unary((request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary(() => new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: unary(() =>
      new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true),
    ),
    invoke: unary((request: proto.InvokeRequest) =>
      new proto.InvokeResponse().setReturn(write(backend.invoke(request.getTok()))),
    ),
    check: unary(checkResource),
    diff: unary(diffResource),
    create: unary(async (request: proto.CreateRequest) => {
      const { id, outputs } = await backend.create(
        typeOf(request.getUrn()),
        request.getUrn(),
        read(request.getProperties()),
        request.getPreview(),
      );
      return new proto.CreateResponse().setId(id).setProperties(write(outputs));
    }),
    read: unary(async (request: proto.ReadRequest) => {
      const inputs = read(request.getInputs());
      const found = await backend.read(typeOf(request.getUrn()), request.getId(), inputs);
      if (found === undefined) return new proto.ReadResponse();
      return new proto.ReadResponse()
        .setId(found.id)
        .setProperties(write(found.outputs))
        .setInputs(write(found.inputs));
    }),
    update: unary(async (request: proto.UpdateRequest) => {
      const outputs = await backend.update(
        typeOf(request.getUrn()),
        request.getId(),
        read(request.getNews()),
        read(request.getOlds()),
        request.getPreview(),
      );
      return new proto.UpdateResponse().setProperties(write(outputs));
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      await backend.delete(typeOf(request.getUrn()), request.getId(), read(request.getOldInputs()));
      return new empty.Empty();
    }),
  };
}

function checkResource(request: proto.CheckRequest): proto.CheckResponse {
  const { inputs, failures } = check(
    typeOf(request.getUrn()),
    request.getUrn(),
    read(request.getOlds()),
    read(request.getNews()),
    autonamingOf(request),
  );
  const list = failures.map(({ property, reason }) => new proto.CheckFailure().setProperty(property).setReason(reason));
  return new proto.CheckResponse().setInputs(write(inputs)).setFailuresList(list);
}

function autonamingOf(request: proto.CheckRequest): Autonaming {
  const options = request.getAutonaming();
  if (options === undefined) return undefined;
  const { PROPOSE, ENFORCE } = proto.CheckRequest.AutonamingOptions.Mode;
  const mode = options.getMode();
  return {
    mode: mode === PROPOSE ? "propose" : mode === ENFORCE ? "enforce" : "disable",
    name: options.getProposedName(),
  };
}

function diffResource(request: proto.DiffRequest): proto.DiffResponse {
  const { changed, replaces, deleteBeforeReplace } = difference(
    typeOf(request.getUrn()),
    read(request.getOldInputs()),
    read(request.getNews()),
    request.getIgnorechangesList(),
  );
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  return new proto.DiffResponse()
    .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(changed)
    .setReplacesList(replaces)
    .setDeletebeforereplace(deleteBeforeReplace);
}

/** One call, one response; what the handler throws becomes the engine's error message. */
function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
  const respond = async (request: Request, callback: sendUnaryData<Response>): Promise<void> => {
    try {
      callback(null, await handle(request));
    } catch (error) {
      callback({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
    }
  };
  return ({ request }: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void =>
    void respond(request, callback);
}

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME` -> `TYPE` */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function read(message: struct.Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}

function write(properties: Properties): struct.Struct {
  return struct.Struct.fromJavaScript(properties);
}

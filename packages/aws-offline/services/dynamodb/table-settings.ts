import { AwsError, notSupported } from "../../gateway/aws-error.ts";
import type { Input, Operation, Output } from "../../gateway/types.ts";
import { isObject } from "../../input.ts";
import type { DynamoEngine } from "./engine.ts";

interface Settings {
  ttlAttribute?: string | undefined;
  pointInTimeRecovery?: boolean | undefined;
  deletionProtection?: boolean | undefined;
}

/** What is described of a table, and changed, without any effect offline: TTL, backups, deletion protection. */
export class TableSettings {
  readonly #engine: DynamoEngine;
  readonly #byTable = new Map<string, Settings>();

  constructor(engine: DynamoEngine) {
    this.#engine = engine;
  }

  set(table: string, settings: Settings): void {
    this.#byTable.set(table, { ...this.#byTable.get(table), ...settings });
  }

  readonly operations: Record<string, Operation> = {
    DescribeTimeToLive: async (input) => {
      const { ttlAttribute } = await this.#of(input);
      const on = { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute };
      return { TimeToLiveDescription: ttlAttribute === undefined ? { TimeToLiveStatus: "DISABLED" } : on };
    },
    UpdateTimeToLive: async (input) => {
      await this.#of(input);
      const specification = input["TimeToLiveSpecification"];
      const { AttributeName: name, Enabled: enabled } = isObject(specification) ? specification : {};
      if (typeof name !== "string" || typeof enabled !== "boolean") {
        throw new AwsError("ValidationException", "TimeToLiveSpecification needs AttributeName and Enabled");
      }
      const { ttlAttribute: _before, ...others } = await this.#of(input);
      this.#byTable.set(String(input["TableName"]), enabled ? { ...others, ttlAttribute: name } : others);
      return { TimeToLiveSpecification: specification };
    },
    DescribeContinuousBackups: async (input) => describeBackups(await this.#of(input)),
    UpdateContinuousBackups: async (input) => {
      await this.#of(input);
      const specification = input["PointInTimeRecoverySpecification"];
      const enabled = isObject(specification) ? specification["PointInTimeRecoveryEnabled"] : undefined;
      if (typeof enabled !== "boolean") throw notSupported("dynamodb:UpdateContinuousBackups without a switch");
      this.set(String(input["TableName"]), { pointInTimeRecovery: enabled });
      return describeBackups(await this.#of(input));
    },
  };

  /** dynalite's description with the settings in it. */
  describe(output: Output): Output {
    const { Table: table } = output;
    if (!isObject(table)) return output;
    const { deletionProtection } = this.#byTable.get(String(table["TableName"])) ?? {};
    return { Table: { ...table, DeletionProtectionEnabled: deletionProtection ?? false } };
  }

  refuseDeletion(input: Input): void {
    if (this.#byTable.get(String(input["TableName"]))?.deletionProtection !== true) return;
    const problem =
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.";
    throw new AwsError("ValidationException", problem);
  }

  async #of(input: Input): Promise<Settings> {
    const table = await this.#engine.table(String(input["TableName"]));
    return this.#byTable.get(table.TableName) ?? {};
  }
}

function describeBackups({ pointInTimeRecovery }: Settings): Output {
  const on = pointInTimeRecovery === true;
  const PointInTimeRecoveryDescription = {
    PointInTimeRecoveryStatus: on ? "ENABLED" : "DISABLED",
    ...(on ? { RecoveryPeriodInDays: 35 } : {}),
  };
  return { ContinuousBackupsDescription: { ContinuousBackupsStatus: "ENABLED", PointInTimeRecoveryDescription } };
}

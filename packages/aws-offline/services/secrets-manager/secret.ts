import * as v from "valibot";
import { AwsError } from "../../gateway/aws-error.ts";

interface Version {
  id: string;
  secretString: string;
  stages: Set<string>;
  /** Epoch seconds. */
  createdAt: number;
}

/** A secret's versions as they are kept from run to run. */
export const savedVersions = v.array(
  v.object({ id: v.string(), secretString: v.string(), stages: v.array(v.string()), createdAt: v.number() }),
);

const current = "AWSCURRENT";
const previous = "AWSPREVIOUS";

/** One secret with its versions and their staging labels; a label is on one version at most. */
export class Secret {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  description: string | undefined;
  kmsKeyId: string | undefined;
  readonly tags: Record<string, string>;
  changedAt: number;
  #versions: Version[] = [];

  constructor(name: string, arn: string, tags: Record<string, string>) {
    this.name = name;
    this.arn = arn;
    this.tags = tags;
    this.createdAt = Date.now() / 1000;
    this.changedAt = this.createdAt;
  }

  /**
   * Adds a version. A new AWSCURRENT makes the old one AWSPREVIOUS.
   * docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
   */
  put(id: string, secretString: string, stages: readonly string[] = [current]): Version {
    const same = this.#versions.find((version) => version.id === id);
    if (same !== undefined) {
      if (same.secretString === secretString) return same;
      const problem = "You can't modify an existing version, you can only create a new version.";
      throw new AwsError("ResourceExistsException", problem);
    }
    const version: Version = { id, secretString, stages: new Set(), createdAt: Date.now() / 1000 };
    this.#versions.push(version);
    for (const stage of stages) this.#move(stage, version);
    this.changedAt = version.createdAt;
    // A version without a label is deprecated, and AWS removes it in its own time.
    this.#versions = this.#versions.filter(({ stages: left }) => left.size > 0);
    return version;
  }

  find(id: string | undefined, stage: string | undefined): Version {
    const wanted = stage ?? (id === undefined ? current : undefined);
    const version = this.#versions.find(
      (one) => (id === undefined || one.id === id) && (wanted === undefined || one.stages.has(wanted)),
    );
    if (version !== undefined) return version;
    const which = id === undefined ? `staging label: ${String(wanted)}` : `VersionId: ${id}`;
    const problem = `Secrets Manager can't find the specified secret value for ${which}`;
    throw new AwsError("ResourceNotFoundException", problem);
  }

  get versions(): readonly Version[] {
    return this.#versions;
  }

  save(): v.InferOutput<typeof savedVersions> {
    return this.#versions.map(({ stages, ...version }) => ({ ...version, stages: [...stages] }));
  }

  restore(versions: v.InferOutput<typeof savedVersions>): void {
    this.#versions = versions.map(({ stages, ...version }) => ({ ...version, stages: new Set(stages) }));
  }

  #move(stage: string, to: Version): void {
    const from = this.#versions.find((version) => version !== to && version.stages.has(stage));
    from?.stages.delete(stage);
    to.stages.add(stage);
    if (stage === current && from !== undefined) this.#move(previous, from);
  }
}

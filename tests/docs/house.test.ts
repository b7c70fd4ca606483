import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { mailKinds } from "../../domain/mail/kinds.ts";
import { sharedModules } from "../../offline/console/http/assets.ts";

const root = path.join(import.meta.dirname, "../..");
const isForeign = (entry: string): boolean => /(?:^|\/)(?:node_modules|\.[^/]+)$/u.test(entry);
const filesOf = (pattern: string): string[] => globSync(pattern, { cwd: root, exclude: isForeign });
const sources = new Map(filesOf("**/*.ts").map((file) => [file, readFileSync(path.join(root, file), "utf8")]));

const isTest = (file: string): boolean => /\.test\.ts$|\/testing\.ts$|\/test-world\.ts$|^tests\//u.test(file);

/** Modules by the file that imports them, type-only imports too; relative ones from the repository's root. */
const imports = new Map(
  [...sources].map(([file, text]) => [
    file,
    [...text.matchAll(/(?:\bfrom|\bimport) "(?<module>[^"]+)"/gu)].map(({ groups }) => {
      const { module = "" } = groups ?? {};
      return module.startsWith(".") ? path.normalize(path.join(path.dirname(file), module)) : module;
    }),
  ]),
);

/** The commands of AWS's clients that change something or send it somewhere. */
const writes = /\bnew (?!Batch(?:Execute|Get)|Get|Query|Scan|List|Describe)\w+Command\(/u;

/** Each file with a write that a file reaches by its imports, with the fewest files that lead there, both included. */
function filesToWrites(from: string): ReadonlyMap<string, number> {
  const passed = new Map([[from, 1]]);
  for (const [file, files] of passed)
    for (const module of imports.get(file) ?? []) if (!passed.has(module)) passed.set(module, files + 1);
  return new Map([...passed].filter(([file]) => writes.test(sources.get(file) ?? "")));
}

/** `file -> module` for what the files of a folder import against a rule. */
function breaches(from: RegExp, isAllowed: (module: string, file: string) => boolean): string[] {
  return [...imports].flatMap(([file, modules]) =>
    from.test(file) && !isTest(file)
      ? modules.filter((module) => !isAllowed(module, file)).map((module) => `${file} -> ${module}`)
      : [],
  );
}

describe("the house", () => {
  it("keeps the domain to itself: no other folder, no library but valibot", () => {
    expect(breaches(/^domain\//u, (module) => /^(?:domain\/|valibot$|node:url$)/u.test(module))).toEqual([]);
  });

  it("opens a consumer to others by its handle-event.ts alone", () => {
    const folderOf = (file: string): string | undefined => /^functions\/[a-z]+-processor\//u.exec(file)?.[0];
    const isOpen = (module: string, file: string): boolean =>
      folderOf(module) === undefined || folderOf(module) === folderOf(file) || module.endsWith("/handle-event.ts");
    expect(breaches(/./u, isOpen)).toEqual([]);
  });

  it("has the linter keep every function's folder to itself", () => {
    const folders = filesOf("functions/*/handler.ts").map((file) => path.basename(path.dirname(file)));
    const named = (folder: string): string => `"**/${folder.replace(/^.+(?=-processor$)/u, "*")}/**"`;
    const groups = readFileSync(path.join(root, ".oxlintrc.json"), "utf8").match(/"group": \[[^\]]*\]/gu) ?? [];
    const closed = groups.filter((group) => group.includes(named("stripe-webhook")));
    expect(closed.length).toBeGreaterThan(4);
    const open = closed.flatMap((group) => folders.filter((folder) => !group.includes(named(folder))));
    expect(open).toEqual([]);
  });

  it("leads from a handler to each write through at most six files", () => {
    const handlers = filesOf("functions/*/handler.ts").map((file) => ({ file, files: filesToWrites(file) }));
    const long = handlers.flatMap(({ file, files }) =>
      [...files].filter(([, count]) => count > 6).map(([writer, count]) => `${file} -> ${writer}: ${count} files`),
    );
    expect(long).toEqual([]);
    // It only counts what Stripe has and the journal has not.
    const idle = handlers.filter(({ files }) => files.size === 0).map(({ file }) => file);
    expect(idle).toEqual(["functions/event-reconciler/handler.ts"]);
  });

  it("serves the console's page whole: at run time it imports nothing that is not served", () => {
    const page = /^offline\/console\/page\//u;
    const isServed = (file: string): boolean => page.test(file) || sharedModules.includes(`/${file}`);
    const outside = [...sources]
      .filter(([file]) => isServed(file))
      .flatMap(([file, text]) =>
        [...text.matchAll(/^(?:import|export) (?!type )[^;]*?"(?<module>\.[^"]+)"/gmu)]
          .map(({ groups }) => path.normalize(path.join(path.dirname(file), groups?.["module"] ?? "")))
          .filter((module) => !isServed(module))
          .map((module) => `${file} -> ${module}`),
      );
    expect(outside).toEqual([]);
  });

  it("names a kind of mail in the domain, and otherwise only where a purchase says what must come of it", () => {
    // A refund, a failed payment and what is shipped are words of Stripe's, the warehouse's and an order's too.
    const kinds = Object.keys(mailKinds).filter((kind) => !["refund", "payment-failed", "shipped"].includes(kind));
    const home = /^(?:domain\/mail|packages\/stripe-offline|offline\/samples)\//u;
    const named = [...sources].filter(
      ([file, text]) => !home.test(file) && !isTest(file) && kinds.some((kind) => text.includes(`"${kind}"`)),
    );
    expect(named.map(([file]) => file)).toEqual([]);
  });

  it("writes each table of its documents in one piece, under its headings", () => {
    const parted = filesOf("**/*.md").flatMap((file) => {
      const lines = readFileSync(path.join(root, file), "utf8")
        .replaceAll(/^```[^]*?^```/gmu, "")
        .split("\n");
      const begins = (line: string, at: number): boolean => line.startsWith("|") && !lines[at - 1]?.startsWith("|");
      const isHeading = (at: number): boolean => /^\|[-:| ]+\|$/u.test(lines[at + 1] ?? "");
      return lines.filter((line, at) => begins(line, at) && !isHeading(at)).map((line) => `${file}: ${line}`);
    });
    expect(parted).toEqual([]);
  });

  it("would see a breach", () => {
    expect(imports.get("functions/email-processor/handler.ts")).toContain("functions/email-processor/handle-event.ts");
  });
});

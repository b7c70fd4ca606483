import type { Command } from "commander";
import { exitCodes } from "../errors.ts";
import { unknownName } from "../output/unknown-name.ts";
import type { Run } from "../work.ts";

const shells = { bash, zsh, fish } as const;

/** `ops completion SHELL`: a script that completes commands, subcommands and options of a command named `ops`. */
export function registerCompletion(program: Command, run: Run): void {
  program
    .command("completion")
    .argument("<shell>", Object.keys(shells).join(", "))
    .description("print a completion script for a command named ops")
    .action((shell: string) =>
      run((context) => {
        if (!isShell(shell)) throw unknownName("shell", shell, Object.keys(shells));
        context.terminal.out(`${shells[shell](wordsByPath(program))}\n`);
        return Promise.resolve(exitCodes.done);
      }),
    );
}

function isShell(name: string): name is keyof typeof shells {
  return Object.hasOwn(shells, name);
}

type Words = ReadonlyMap<string, readonly string[]>;

/** What may follow each command, by its words: `dlq redrive` takes `--cause`. */
function wordsByPath(program: Command): Words {
  const common = flagsOf(program);
  const walk = (command: Command, path: readonly string[]): [string, string[]][] => [
    [path.join(" "), [...command.commands.map((each) => each.name()), ...flagsOf(command), ...common]],
    ...command.commands.flatMap((each) => walk(each, [...path, each.name()])),
  ];
  return new Map(walk(program, []).map(([path, words]) => [path, [...new Set(words)]]));
}

function flagsOf({ options }: Command): string[] {
  return ["--help", ...options.flatMap(({ long }) => long ?? [])];
}

/** The words before the cursor that are not options, as far as they are commands. */
const walk = (paths: Words): string =>
  `  local path="" word
  for word in "\${words[@]}"; do
    case "\${path:+$path }$word" in
      ${[...paths.keys()]
        .filter((path) => path !== "")
        .map((path) => JSON.stringify(path))
        .join("|")}) path="\${path:+$path }$word" ;;
    esac
  done`;

const cases = (paths: Words, then: (words: string) => string): string =>
  [...paths].map(([path, words]) => `    ${JSON.stringify(path)}) ${then(words.join(" "))} ;;`).join("\n");

function bash(paths: Words): string {
  return `_ops() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
${walk(paths)}
  case "$path" in
${cases(paths, (words) => `COMPREPLY=($(compgen -W "${words}" -- "\${COMP_WORDS[COMP_CWORD]}"))`)}
  esac
}
complete -o default -F _ops ops`;
}

function zsh(paths: Words): string {
  return `#compdef ops
_ops() {
  local -a typed=("\${words[@]:1:$((CURRENT - 2))}")
  local -a words=("\${typed[@]}")
${walk(paths)}
  case "$path" in
${cases(paths, (words) => `compadd -- ${words}`)}
  esac
}
compdef _ops ops`;
}

function fish(paths: Words): string {
  return `function __ops_words
  set -l path ""
  for word in (commandline -opc)[2..]
    switch (string trim "$path $word")
      case ${[...paths.keys()]
        .filter((path) => path !== "")
        .map((path) => JSON.stringify(path))
        .join(" ")}
        set path (string trim "$path $word")
    end
  end
  switch "$path"
${[...paths].map(([path, words]) => `    case ${JSON.stringify(path)}\n      printf '%s\\n' ${words.join(" ")}`).join("\n")}
  end
end
complete -c ops -f -a "(__ops_words)"`;
}

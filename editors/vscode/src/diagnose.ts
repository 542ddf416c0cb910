/** Whether a program can serve: what its answers to two simple questions mean. */

/** How a program ended that was run with nothing on its standard input; `code` is null where it could not be run. */
export interface Answer {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program with arguments and waits for its end. */
export type Run = (program: string, args: readonly string[]) => Promise<Answer>;

/** The first version that this extension can talk to. */
export const OLDEST = [0, 1, 0] as const;

/** In one sentence why a program is no Mooring that can be used, by what it says of its version; undefined if it is. */
export async function versionProblem(program: string, run: Run): Promise<string | undefined> {
  const answer = await run(program, ["--version"]);
  const version = /^mooring (\d+)\.(\d+)\.(\d+)/.exec(answer.output);
  if (answer.code !== 0 || version === null) {
    const said = lastLine(answer.errors) || lastLine(answer.output) || "nothing";
    return `\`${program} --version\` does not answer as Mooring does, but says: ${said}`;
  }
  if (isOlder(version.slice(1).map(Number), OLDEST)) {
    return `\`${program}\` is ${version[0]}; this extension needs ${OLDEST.join(".")} or later.`;
  }
  return undefined;
}

/**
 * In one sentence why a program's server does not start; undefined if it does.
 *
 * A server whose editor has gone away, as one with nothing on standard input has to think, ends with 1; one that cannot
 * start ends with 2 and says why on standard error.
 */
export async function startProblem(program: string, run: Run): Promise<string | undefined> {
  const answer = await run(program, ["lsp"]);
  if (answer.code === 0 || answer.code === 1) {
    return undefined;
  }
  return `\`${program} lsp\` does not start: ${lastLine(answer.errors).replace(/^mooring: /, "")}`;
}

function isOlder(version: readonly number[], other: readonly number[]): boolean {
  const index = other.findIndex((number, place) => number !== version[place]);
  return index >= 0 && (version[index] ?? 0) < (other[index] ?? 0);
}

function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1) ?? "";
}

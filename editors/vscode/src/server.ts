/** How a server process is started, and short-lived questions are asked of its program. */

import { execFile } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import { homedir } from "node:os";

import type { Answer } from "./diagnose";

/** The command line of a server; it starts outside of the workspace, whose files it is told by the editor. */
export interface Command {
  readonly command: string;
  readonly args: string[];
  readonly options: { readonly cwd: string };
}

/** How the server of a program is started. */
export function command(program: string): Command {
  return { command: program, args: ["lsp"], options: { cwd: homedir() } };
}

/** Run a program with nothing on its standard input, for at most ten seconds, without a shell. */
export function run(program: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { cwd: homedir(), timeout: 10_000, windowsHide: true };
    const child = execFile(program, args, options, (error, output, errors) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      resolve({ code, output, errors: errors || (code === null ? (error?.message ?? "") : "") });
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end();
  });
}

/** Whether this is a file that can be run. */
export async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

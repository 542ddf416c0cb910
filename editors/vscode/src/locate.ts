/** Where the program `mooring` is: in the setting, in the workspace's environment, or on PATH. */

import * as path from "node:path";

/** What the search is made in: VS Code and the machine it runs on, or what a test makes up. */
export interface Surroundings {
  readonly isWindows: boolean;
  readonly home: string;
  /** The variable PATH. */
  readonly searchPath: string;
  /** The setting `mooring.path`; empty where there is none. */
  readonly setting: string;
  /** Whether the user trusts the workspace, so that programs in it may be run. */
  readonly isTrusted: boolean;
  /** The paths of the workspace's folders. */
  readonly folders: readonly string[];
  /** The Python interpreter chosen for a folder, where an extension knows one. */
  interpreter(folder: string): Promise<string | undefined>;
  /** Whether this is a file that can be run. */
  isProgram(file: string): Promise<boolean>;
}

/** A program's absolute path, or in one sentence why there is none and what to do. */
export type Located = { readonly program: string } | { readonly problem: string };

/**
 * Find `mooring`.
 *
 * A program in the workspace is code of the repository: it is taken only where the user trusts the workspace. Of PATH only
 * absolute folders are searched, as a relative one would be in the workspace again.
 */
export async function locate(around: Surroundings): Promise<Located> {
  if (around.setting !== "") {
    return ofSetting(around);
  }
  for await (const file of candidates(around)) {
    if (await around.isProgram(file)) {
      return { program: file };
    }
  }
  const untrusted = around.isTrusted ? "" : " (this workspace is not trusted, so its own environment is passed by)";
  return {
    problem:
      `Mooring was not found${untrusted}: install it with its extra, \`mooring[lsp]\`, ` +
      "into the workspace's environment or on PATH, or name the program in the setting `mooring.path`.",
  };
}

async function ofSetting(around: Surroundings): Promise<Located> {
  const { setting } = around;
  const file = /^~[/\\]/.test(setting) ? system(around).join(around.home, setting.slice(2)) : setting;
  if (!system(around).isAbsolute(file)) {
    return { problem: `The setting \`mooring.path\` is \`${setting}\`; write the program's absolute path.` };
  }
  if (!(await around.isProgram(file))) {
    return {
      problem:
        `The setting \`mooring.path\` is \`${setting}\`, which is no program: ` +
        "mend it, or leave it empty so that Mooring is looked for.",
    };
  }
  return { program: file };
}

async function* candidates(around: Surroundings): AsyncGenerator<string> {
  const { join, dirname, isAbsolute, delimiter } = system(around);
  const name = around.isWindows ? "mooring.exe" : "mooring";
  const scripts = around.isWindows ? "Scripts" : "bin";
  for (const folder of around.isTrusted ? around.folders : []) {
    const interpreter = await around.interpreter(folder);
    if (interpreter !== undefined) {
      yield join(dirname(interpreter), name);
      yield join(dirname(interpreter), scripts, name);
    }
    for (const environment of [".venv", "venv"]) {
      yield join(folder, environment, scripts, name);
    }
  }
  for (const folder of around.searchPath.split(delimiter)) {
    if (isAbsolute(folder)) {
      yield join(folder, name);
    }
  }
}

function system(around: Surroundings): path.PlatformPath {
  return around.isWindows ? path.win32 : path.posix;
}

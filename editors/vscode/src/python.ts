/** The Python interpreter that the user has chosen for a folder, as the Python extension knows it. */

import * as vscode from "vscode";

/** As much as is needed of the Python extension's interface. */
interface Python {
  readonly environments: {
    getActiveEnvironmentPath(resource: vscode.Uri): { readonly id: string; readonly path: string };
    resolveEnvironment(environment: {
      readonly id: string;
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** The interpreter chosen for a folder; undefined where there is none, or no Python extension. */
export async function locateInterpreter(folder: string): Promise<string | undefined> {
  try {
    const python = await extension()?.activate();
    const chosen = python?.environments.getActiveEnvironmentPath(vscode.Uri.file(folder));
    const environment = chosen && (await python?.environments.resolveEnvironment(chosen));
    return environment?.executable.uri?.fsPath;
  } catch {
    return undefined; // the search goes on without it
  }
}

/** Have something done when another interpreter is chosen. */
export function onInterpreterChange(act: () => void): vscode.Disposable {
  const python = extension();
  const change = python?.isActive ? python.exports.environments?.onDidChangeActiveEnvironmentPath : undefined;
  return change ? change(act) : new vscode.Disposable(() => undefined);
}

function extension(): vscode.Extension<Python> | undefined {
  return vscode.extensions.getExtension<Python>("ms-python.python");
}
